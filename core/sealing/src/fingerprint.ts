import { chainKeysHash, type Bytes, type ChainKeys } from '@etanche/core-protocol';
import { toBase32 } from './base32.ts';
import { requireBytes } from './sealing-error.ts';

/**
 * What two people read to each other: the first 80 bits of a 32-byte hash, such as `7ZQK 2MWB A4TN XC5D`. Whoever wants
 * to pass for somebody else has to find keys with the same 80 bits.
 */
export function fingerprint(hash: Bytes): string {
  requireBytes(hash, 32, 'hash');
  return (toBase32(hash.subarray(0, 10)).match(/.{4}/g) ?? []).join(' ');
}

/** Of the keys that an order names: a member's, an importer's or a kit's. */
export function keysFingerprint(named: ChainKeys): string {
  return fingerprint(chainKeysHash(named));
}
