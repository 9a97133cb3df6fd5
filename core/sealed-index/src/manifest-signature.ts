import {
  manifestSchema,
  signedManifestSchema,
  type Manifest,
  type SignedManifest,
  type Trust,
} from '@etanche/core-check-protocol';
import {
  claimedKid,
  fromBase64url,
  fromUtf8,
  checkJwsTypes,
  limits,
  parseShape,
  signDetached,
  toBase64url,
  utf8,
  verifyDetached,
  type Jws,
} from '@etanche/core-wire';
import { brokenManifestRule } from './manifest-rules.ts';
import { couldNotCheck, reading, SealedIndexError } from './sealed-index-error.ts';

/**
 * Signs a manifest as its operator. This is the first signature; the vaults' are appended.
 *
 * @param kid the operator's public key in base64url
 * @throws SealedIndexError `build_invalid` when the manifest breaks a rule
 */
export async function signManifest(manifest: Manifest, key: CryptoKey, kid: string): Promise<SignedManifest> {
  const broken = brokenManifestRule(parseShape(manifestSchema, manifest, 'manifest'));
  if (broken !== null) throw new SealedIndexError('build_invalid', `manifest: ${broken}`);
  const payload = utf8(JSON.stringify(manifest));
  return { payload: toBase64url(payload), signatures: [await signDetached(payload, checkJwsTypes.manifest, key, kid)] };
}

/** Appends signatures to the same payload. */
export function withCosignatures(signed: SignedManifest, cosignatures: readonly Jws[]): SignedManifest {
  return { payload: signed.payload, signatures: [...signed.signatures, ...cosignatures] };
}

/**
 * Verifies a manifest against the pinned keys: the operator's signature first, then those of `trust.threshold`
 * different pinned vaults. Signatures by other keys are ignored, so that vaults may join a federation before all pages
 * are updated.
 *
 * @param file the bytes of manifest.json
 * @param now milliseconds since the epoch
 * @throws SealedIndexError `could_not_check`
 */
export async function verifyManifest(file: Uint8Array, trust: Trust, now: number): Promise<Manifest> {
  return reading('manifest', async () => {
    if (file.length > limits.manifestBytes * 2) throw couldNotCheck(`manifest of ${file.length} bytes`);
    const signed = parseShape(signedManifestSchema, JSON.parse(fromUtf8(file)) as unknown, 'manifest');
    await verifySignatures(signed, trust);
    const manifest = readPayload(signed.payload);
    const broken = brokenManifestRule(manifest);
    if (broken !== null) throw couldNotCheck(`manifest: ${broken}`);
    if (manifest.index !== trust.index) throw couldNotCheck('manifest belongs to another index');
    if (!(Date.parse(manifest.expiresAt) > now)) throw couldNotCheck('manifest has expired');
    return manifest;
  });
}

/** Parses the manifest in a payload; the caller verifies the signatures. */
export function readPayload(payload: string): Manifest {
  return parseShape(manifestSchema, JSON.parse(fromUtf8(fromBase64url(payload, undefined))) as unknown, 'manifest');
}

async function verifySignatures(signed: SignedManifest, trust: Trust): Promise<void> {
  const [operator, ...cosignatures] = signed.signatures;
  if (operator === undefined) throw couldNotCheck('manifest has no signature');
  await verifyDetached(signed.payload, operator, checkJwsTypes.manifest, fromBase64url(trust.operatorKey, 32));
  const vaults = new Set<string>();
  for (const cosignature of cosignatures) {
    const kid = claimedKid(cosignature.protected, checkJwsTypes.manifest);
    if (!trust.vaultKeys.includes(kid) || vaults.has(kid)) continue;
    await verifyDetached(signed.payload, cosignature, checkJwsTypes.manifest, fromBase64url(kid, 32));
    vaults.add(kid);
  }
  if (vaults.size < Math.max(1, trust.threshold)) {
    throw couldNotCheck(`manifest is cosigned by ${vaults.size} of the required ${trust.threshold} vaults`);
  }
}
