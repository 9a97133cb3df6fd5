import { createHash } from 'node:crypto';
import { concat, fromBase64url, fromRecordId, toBase64url, toRecordId, type Bytes } from '@etanche/core-protocol';

/**
 * A token is 16 bytes that name its practice, so that it is looked for behind the wall, and 16 random bytes. The store
 * has its SHA-256 alone.
 */
export type Token = { readonly practice: string; readonly hash: Bytes };

export function makeToken(practice: string, random: (length: number) => Bytes): { text: string; hash: Bytes } {
  const bytes = concat(fromRecordId(practice), random(16));
  return { text: toBase64url(bytes), hash: sha256(bytes) };
}

/** Null for what is not a token. */
export function readToken(text: string): Token | null {
  try {
    const bytes = fromBase64url(text, 32);
    return { practice: toRecordId(bytes.subarray(0, 16)), hash: sha256(bytes) };
  } catch {
    return null;
  }
}

export function sha256(bytes: Uint8Array | string): Bytes {
  return Uint8Array.from(createHash('sha256').update(bytes).digest());
}
