import { fromBase64url, joinFields, type Bytes, labels, sha256 } from '@etanche/core-wire';

/** Keys as named by an order, base64url: the key that signs requests to the vaults, and the hash of all keys. */
export type ChainKeys = { readonly auth: string; readonly keys: string };

/**
 * 32 bytes, of which people compare the first (docs/protocol.md 7.1). It covers both: a vault cannot see whether `auth`
 * is one of the hashed keys, so an order with the hash of an honest newcomer's keys and an attacker's `auth` would
 * otherwise show the right fingerprint.
 */
export function chainKeysHash({ auth, keys }: ChainKeys): Bytes {
  return sha256(joinFields(labels.memberFingerprint, fromBase64url(auth, 32), fromBase64url(keys, 32)));
}
