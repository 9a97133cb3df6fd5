import { chainKeysHash, type ChainKeys } from '@etanche/core-vault-protocol';
import { fromBase64url, toBase64url, toRecordId } from '@etanche/core-wire';

/**
 * A fingerprint that two people compare (docs/protocol.md 7.1): the first 10 bytes of a hash in base32, in four groups
 * of four.
 */
export function fingerprint(hash: string): string {
  const text = toRecordId(fromBase64url(hash, 32).slice(0, 16)).slice(0, 16).toUpperCase();
  return text.replace(/(.{4})(?=.)/g, '$1 ');
}

/** A whole hash of 32 bytes in base32, in groups of four, for comparison by eye with another copy. */
export function wholeHash(hash: string): string {
  const bytes = fromBase64url(hash, 32);
  const text = `${toRecordId(bytes.slice(0, 16))}${toRecordId(bytes.slice(16))}`.toUpperCase();
  return text.replace(/(.{4})(?=.)/g, '$1 ');
}

/** Fingerprint of the keys of a member, an importer or a kit as listed in an order or a statement. */
export function keysFingerprint(named: ChainKeys): string {
  return fingerprint(toBase64url(chainKeysHash(named)));
}
