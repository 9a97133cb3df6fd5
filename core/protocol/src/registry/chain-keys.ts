import { fromBase64url } from '../base64url.ts';
import { joinFields, type Bytes } from '../bytes.ts';
import { labels } from '../labels.ts';
import { sha256 } from '../sha256.ts';

/** Keys as an order names them, base64url: the one that signs to the vaults, and the hash of all. */
export type ChainKeys = { readonly auth: string; readonly keys: string };

/**
 * 32 bytes, of which people compare the first (docs/protocol.md 7.1). Of both: a vault cannot see whether `auth` is one of
 * the keys that were hashed, so an order with the hash of an honest newcomer's keys and somebody else's `auth` would
 * otherwise show the right fingerprint.
 */
export function chainKeysHash({ auth, keys }: ChainKeys): Bytes {
  return sha256(joinFields(labels.memberFingerprint, fromBase64url(auth, 32), fromBase64url(keys, 32)));
}
