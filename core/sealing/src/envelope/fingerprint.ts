import { chainKeysHash, type ChainKeys } from '@etanche/core-vault-protocol';
import { type Bytes } from '@etanche/core-wire';
import { toBase32 } from '../recovery/base32.ts';
import { requireBytes } from '../sealing-error.ts';

/**
 * The text that two people compare: the first 80 bits of a 32-byte hash, such as `7ZQK 2MWB A4TN XC5D`. To impersonate
 * a person, an attacker has to find keys with the same 80 bits.
 */
export function fingerprint(hash: Bytes): string {
  requireBytes(hash, 32, 'hash');
  return (toBase32(hash.subarray(0, 10)).match(/.{4}/g) ?? []).join(' ');
}

/** The fingerprint of the keys in an order: a member's, an importer's or a kit's. */
export function keysFingerprint(named: ChainKeys): string {
  return fingerprint(chainKeysHash(named));
}
