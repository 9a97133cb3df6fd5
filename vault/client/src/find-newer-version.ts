import {
  fromBase64url,
  fromUtf8,
  jwsTypes,
  limits,
  manifestLogSchema,
  manifestSchema,
  manifestsPath,
  mediaTypes,
  misfit,
  parseShape,
  ProtocolError,
  signedManifestSchema,
  toBase64url,
  verifyCompact,
  verifyDetached,
  type Bytes,
  type Manifest,
  type ManifestLogStatement,
  type SignedManifest,
  type Trust,
} from '@etanche/core-protocol';
import { failureVerdict } from './failure-verdict.ts';
import { askVault, parseJson, vaultUrl, type Transport } from './transport.ts';
import type { VaultFailure } from './vault-client-error.ts';
import { VaultFailed } from './vault-failed.ts';

const hourMs = 3_600_000;
/** Largest signed list, in bytes. */
const logBytes = 16_384;

type Options = Transport & {
  readonly manifest: Pick<Manifest, 'index' | 'version' | 'keySets'>;
  readonly trust: Trust;
  readonly random: (length: number) => Bytes;
  /** How long to wait for the other vaults after the threshold's number have answered. */
  readonly settleMs: number;
};
type Vault = Manifest['keySets'][number]['shares'][number];
type Answer = { readonly kid: string; readonly newer: number | null };

/**
 * Asks every vault of the manifest for the newest version that it has cosigned. One honest vault is enough to show that a
 * manifest is too old: it presents the newer one, with the operator's signature. No single vault can claim it falsely.
 *
 * @returns a version that is published and whose grace period is over, or null when there is none
 * @throws VaultClientError `could_not_check` or `refused` when fewer than `trust.threshold` vaults answer
 */
export async function findNewerVersion(options: Options): Promise<number | null> {
  const { trust, settleMs, sleep } = options;
  const vaults = options.manifest.keySets[0]?.shares ?? [];
  const failures: VaultFailure[] = [];
  const answers = new Map<string, Answer>();
  const newest = (): number => Math.max(0, ...Array.from(answers.values(), ({ newer }) => newer ?? 0));
  const stop = new AbortController();
  let tellEnough = (): void => undefined;
  const enough = new Promise<void>((resolve) => (tellEnough = resolve));
  const asked = vaults.map(async (vault) => {
    try {
      const answer = await askOne(options, vault, stop.signal);
      answers.set(answer.kid, answer);
      if (newest() > 0 || answers.size >= trust.threshold) tellEnough();
    } catch (error) {
      if (!(error instanceof VaultFailed)) throw error;
      failures.push(error.asFailure(vault.index));
    }
  });
  try {
    const all = Promise.all(asked);
    await Promise.race([all, enough]);
    if (newest() === 0) await Promise.race([all, sleep(settleMs, stop.signal)]);
  } finally {
    stop.abort();
  }
  if (newest() > 0) return newest();
  if (answers.size < trust.threshold) throw failureVerdict(failures, trust.threshold - answers.size);
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
    const { payload, kid } = await verifyCompact(jws, jwsTypes.manifestLog, pinned);
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
  if (misfit(signedManifestSchema, shown) !== null) throw new VaultFailed('answer_invalid');
  try {
    const { payload, signatures } = shown as SignedManifest;
    const [first] = signatures;
    if (first === undefined) throw new VaultFailed('answer_invalid');
    await verifyDetached(payload, first, jwsTypes.manifest, fromBase64url(options.trust.operatorKey, 32));
    const newer = parseShape(manifestSchema, parseJson(fromUtf8(fromBase64url(payload, undefined))), 'manifest');
    if (newer.index !== index || newer.version !== claimed.version) throw new VaultFailed('answer_invalid');
    return Date.parse(newer.issuedAt) + newer.graceHours * hourMs <= vaultNow;
  } catch (cause) {
    if (cause instanceof ProtocolError) throw new VaultFailed('answer_invalid', { cause });
    throw cause;
  }
}
