import { manifestSchema, type Manifest, type SignedManifest } from '@etanche/core-check-protocol';
import { checkIndexId, parseKeySetId, type KeySet } from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, jwsTypes, limits, parseShape, verifyDetached } from '@etanche/core-wire';
import { Refusal } from '../http/refusal.ts';

/** A manifest and its signer, taken from the first signature. */
export type ReadManifest = {
  readonly manifest: Manifest;
  readonly payload: Uint8Array<ArrayBuffer>;
  readonly owner: string;
  /** Carries only the owner's signature. */
  readonly byOwner: SignedManifest;
};

/**
 * Reads a manifest that one of the `operators` signed.
 *
 * @throws Refusal `caller_refused` for the signature, `manifest_refused` for the shape
 */
export async function readManifest(signed: SignedManifest, operators: readonly string[]): Promise<ReadManifest> {
  const owner = await verifyOwner(signed, operators);
  try {
    const payload = fromBase64url(signed.payload, undefined);
    const manifest = parseShape(manifestSchema, JSON.parse(fromUtf8(payload)), 'manifest');
    return { manifest, payload, owner, byOwner: { ...signed, signatures: signed.signatures.slice(0, 1) } };
  } catch (cause) {
    throw new Refusal('manifest_refused', { detail: 'The manifest does not match the schema.' }, { cause });
  }
}

/** Checks that need neither the log nor the key sets. */
export function checkManifest(manifest: Manifest, now: number): void {
  const { buckets, count } = manifest;
  if (buckets.count > 1 && count / buckets.count < limits.entriesPerBucket) {
    rejectManifest(`A bucket has fewer than ${limits.entriesPerBucket} entries on average.`);
  }
  if (!(Date.parse(manifest.expiresAt) > now)) rejectManifest('The manifest has expired.');
  const ids = manifest.keySets.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) rejectManifest('A key set is named twice.');
  if (!manifest.kinds.every(({ keySet }) => ids.includes(keySet)))
    rejectManifest('A kind refers to a key set that is not listed.');
  const indexId = checkIndexId(manifest.index, manifest.version);
  for (const id of ids) {
    const { purpose, name } = parseKeySetId(id);
    if ((purpose !== 'check' && purpose !== 'check-code') || name !== indexId) {
      rejectManifest('A key set does not belong to this index and version.');
    }
  }
}

/** @throws Refusal `manifest_refused` unless the manifest's data about this vault equals the vault's own statement */
export function checkOwnLine(
  { vaults }: Manifest,
  own: { readonly index: number; readonly owner: string; readonly jurisdiction: string },
): void {
  const mine = vaults.filter(({ index }) => index === own.index);
  if (mine.length !== 1 || mine[0]?.owner !== own.owner || mine[0].jurisdiction !== own.jurisdiction) {
    rejectManifest('The owner or jurisdiction of this vault differs from its statement.');
  }
}

/** @throws Refusal `manifest_refused` unless the key set lists this vault with its own share key */
export function checkOwnShare(
  keySet: KeySet,
  own: { readonly index: number; readonly threshold: number; readonly publicKey: string },
): void {
  const mine = keySet.shares.filter(({ index }) => index === own.index);
  if (mine.length !== 1 || mine[0]?.publicKey !== own.publicKey || keySet.threshold !== own.threshold) {
    rejectManifest("A share key or the threshold of a key set differs from this vault's.");
  }
}

export function rejectManifest(detail: string): never {
  throw new Refusal('manifest_refused', { detail });
}

async function verifyOwner({ payload, signatures }: SignedManifest, operators: readonly string[]): Promise<string> {
  const [first] = signatures;
  for (const operator of operators) {
    if (first === undefined) break;
    const verified = await verifyDetached(payload, first, jwsTypes.manifest, fromBase64url(operator, 32)).then(
      () => true,
      () => false,
    );
    if (verified) return operator;
  }
  throw new Refusal('caller_refused');
}
