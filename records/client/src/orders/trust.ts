import { type Federation } from '@etanche/core-vault-protocol';
import { joinFields, labels, sha256, toBase64url, fromBase64url, type Bytes } from '@etanche/core-wire';

export const TRUST_BYTES = 20;

/**
 * Digest of the practice and its vaults on invitations and kit sheets, so that the server cannot substitute others
 * (docs/protocol.md 7.2). It does not cover URLs: a vault's URL may change, its key may not.
 *
 * @param genesis hash of the first order, base64url
 * @returns 20 bytes
 */
export function trustDigest(practice: string, genesis: string, federation: Federation): Bytes {
  const vaults = sortedVaults(federation).flatMap(({ index, signingKey }) => [
    Uint8Array.of(index),
    fromBase64url(signingKey, 32),
  ]);
  const threshold = Uint8Array.of(federation.threshold);
  const joined = joinFields(labels.practiceTrust, practice, fromBase64url(genesis, 32), threshold, ...vaults);
  return sha256(joined).slice(0, TRUST_BYTES);
}

/** True for equal thresholds, indices and signing keys. */
export function sameFederation(a: Federation, b: Federation): boolean {
  return describe(a) === describe(b);
}

function describe(federation: Federation): string {
  const vaults = sortedVaults(federation).map(({ index, signingKey }) => [
    index,
    toBase64url(fromBase64url(signingKey, 32)),
  ]);
  return JSON.stringify([federation.threshold, vaults]);
}

function sortedVaults(federation: Federation): Federation['vaults'] {
  return federation.vaults.toSorted((a, b) => a.index - b.index);
}
