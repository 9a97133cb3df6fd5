import {
  manifestLogSchema,
  manifestSchema,
  manifestsPath,
  signedManifestSchema,
  type Manifest,
  type ManifestLogStatement,
  type SignedManifest,
  type Trust,
} from '@etanche/core-check-protocol';
import { mediaTypes } from '@etanche/core-vault-protocol';
import {
  fromBase64url,
  fromUtf8,
  checkJwsTypes,
  limits,
  findMismatch,
  parseShape,
  ProtocolError,
  toBase64url,
  verifyCompact,
  verifyDetached,
  type Bytes,
} from '@etanche/core-wire';
import { failureVerdict } from '../evaluate/failure-verdict.ts';
import { gatherQuorum } from '../evaluate/quorum.ts';
import { askVault, parseJson, vaultUrl, type Transport } from '../transport.ts';
import { VaultFailed } from '../vault-failed.ts';

const hourMs = 3_600_000;
/** Largest signed list, in bytes. */
const logBytes = 16_384;

type Options = Transport & {
  readonly manifest: Pick<Manifest, 'index' | 'version' | 'keySets'>;
  readonly trust: Trust;
  readonly random: (length: number) => Bytes;
  /** After each such delay without enough answers one more vault is asked. */
  readonly hedgeMs: number;
};
type Vault = Manifest['keySets'][number]['shares'][number];
type Answer = { readonly kid: string; readonly newer: number | null };

/**
 * Asks vaults of the manifest, from a random start, for the newest version that they have cosigned; another one for
 * each that fails. So many are asked that at least one of them has cosigned each published version: the threshold t
 * where 2t > n, else n - t + 1. It presents a later version with the operator's signature; no vault can claim one
 * falsely.
 *
 * @returns a version that is published and whose grace period is over, or null when there is none
 * @throws VaultClientError `could_not_check` or `refused` when fewer vaults answer
 */
export async function findNewerVersion(options: Options): Promise<number | null> {
  const { manifest, trust, hedgeMs, sleep, random } = options;
  const vaults = new Map(manifest.keySets[0]?.shares.map((vault) => [vault.index, vault]));
  const needed = Math.max(trust.threshold, vaults.size - trust.threshold + 1);
  const start = (random(1)[0] ?? 0) % Math.max(1, vaults.size);
  const indices = [...vaults.keys()];
  const signers = new Set<string>();
  const { answers, failures } = await gatherQuorum({
    ...{ needed, hedgeMs, sleep, report: () => undefined },
    order: [...indices.slice(start), ...indices.slice(0, start)],
    async ask(index, signal) {
      const vault = vaults.get(index);
      if (vault === undefined) throw new RangeError(`the manifest has no vault ${index}`);
      const answer = await askOne(options, vault, signal);
      // One vault at two addresses is one answer.
      if (signers.has(answer.kid)) throw new VaultFailed('answer_invalid');
      signers.add(answer.kid);
      return answer;
    },
  });
  const newest = Math.max(0, ...answers.map(({ newer }) => newer ?? 0));
  if (newest > 0) return newest;
  if (answers.length < needed) throw failureVerdict(failures, needed - answers.length);
  return null;
}

/** @throws VaultFailed */
async function askOne(options: Options, vault: Vault, signal: AbortSignal): Promise<Answer> {
  const { manifest, random } = options;
  const nonce = toBase64url(random(16));
  const url = vaultUrl(vault.url, `${manifestsPath}/${manifest.index}?nonce=${nonce}`);
  const request = { url, method: 'GET', accept: mediaTypes.jws, maxBytes: logBytes } as const;
  const { kid, log } = await readLog(await askVault(options, request, signal), options, nonce);
  const over = log.manifests.filter(
    ({ version, signedAt, graceHours }) => version > manifest.version && signedAt + graceHours * hourMs <= log.now,
  );
  const newest = over.at(-1);
  if (newest === undefined) return { kid, newer: null };
  const proved = await isProved(options, vault, newest, log.now, signal);
  return { kid, newer: proved ? newest.version : null };
}

async function readLog(
  jws: string,
  { manifest, trust }: Options,
  nonce: string,
): Promise<{ kid: string; log: ManifestLogStatement }> {
  try {
    const pinned = (kid: string) => Promise.resolve(trust.vaultKeys.includes(kid) ? fromBase64url(kid, 32) : null);
    const { payload, kid } = await verifyCompact(jws, checkJwsTypes.manifestLog, pinned);
    const log = parseShape(manifestLogSchema, parseJson(fromUtf8(payload)), 'manifest log');
    if (log.index !== manifest.index || log.nonce !== nonce) throw new VaultFailed('answer_invalid');
    return { kid, log };
  } catch (cause) {
    if (cause instanceof ProtocolError) throw new VaultFailed('answer_invalid', { cause });
    throw cause;
  }
}

/**
 * Whether the grace period of the claimed version is over by the time that its operator signed, too.
 *
 * @throws VaultFailed unless the vault shows a manifest of that version with the operator's signature
 */
async function isProved(
  options: Options,
  vault: Vault,
  claimed: { readonly version: number },
  vaultNow: number,
  signal: AbortSignal,
): Promise<boolean> {
  const { index } = options.manifest;
  const url = vaultUrl(vault.url, `${manifestsPath}/${index}/${claimed.version}`);
  const request = { url, method: 'GET', accept: mediaTypes.json, maxBytes: limits.manifestBytes * 2 } as const;
  const shown = parseJson(await askVault(options, request, signal));
  if (findMismatch(signedManifestSchema, shown) !== null) throw new VaultFailed('answer_invalid');
  try {
    const { payload, signatures } = shown as SignedManifest;
    const [first] = signatures;
    if (first === undefined) throw new VaultFailed('answer_invalid');
    await verifyDetached(payload, first, checkJwsTypes.manifest, fromBase64url(options.trust.operatorKey, 32));
    const newer = parseShape(manifestSchema, parseJson(fromUtf8(fromBase64url(payload, undefined))), 'manifest');
    if (newer.index !== index || newer.version !== claimed.version) throw new VaultFailed('answer_invalid');
    return Date.parse(newer.issuedAt) + newer.graceHours * hourMs <= vaultNow;
  } catch (cause) {
    if (cause instanceof ProtocolError) throw new VaultFailed('answer_invalid', { cause });
    throw cause;
  }
}
