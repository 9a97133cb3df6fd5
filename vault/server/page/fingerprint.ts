import { chainKeysHash, fromBase64url, toBase64url, toRecordId, type ChainKeys } from '@etanche/core-protocol';

/** What two people compare (docs/protocol.md 7.1): the first 10 bytes of a hash in base32, four groups of four. */
export function fingerprint(hash: string): string {
  const text = toRecordId(fromBase64url(hash, 32).slice(0, 16)).slice(0, 16).toUpperCase();
  return text.replace(/(.{4})(?=.)/g, '$1 ');
}

/** A whole hash of 32 bytes in base32, in groups of four: for what is compared by eye with a copy of it elsewhere. */
export function wholeHash(hash: string): string {
  const bytes = fromBase64url(hash, 32);
  const text = `${toRecordId(bytes.slice(0, 16))}${toRecordId(bytes.slice(16))}`.toUpperCase();
  return text.replace(/(.{4})(?=.)/g, '$1 ');
}

/** Of a member's, an importer's or a kit's keys as an order or a statement names them. */
export function keysFingerprint(named: ChainKeys): string {
  return fingerprint(toBase64url(chainKeysHash(named)));
}
