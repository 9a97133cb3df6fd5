import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import {
  concat,
  fromBase64url,
  fromRecordId,
  joinFields,
  toBase64url,
  toRecordId,
  type Bytes,
} from '@etanche/core-wire';

/**
 * A token is the 16 bytes of its practice's id, so that row-level security applies to its lookup, and 16 random bytes.
 * The store contains only its SHA-256.
 */
export type Token = { readonly practice: string; readonly hash: Bytes };
type Random = (length: number) => Bytes;

const sessionLabel = 'etanche/v1/records/session-token';
const markBytes = 4;

export function makeToken(practice: string, random: Random): { text: string; hash: Bytes } {
  return withHash(concat(fromRecordId(practice), random(16)));
}

/** Null if the text is not a token. */
export function readToken(text: string): Token | null {
  try {
    const bytes = fromBase64url(text, 32);
    return { practice: toRecordId(bytes.subarray(0, 16)), hash: sha256(bytes) };
  } catch {
    return null;
  }
}

/**
 * A session's token, whose last 4 bytes are a MAC of the others: a made-up one is rejected without a query to the
 * store. Counting it against its network would need such a query, and would lock out the practice behind that network
 * together with the attacker. The MAC alone grants nothing: the row does, by 96 random bits that do not follow from the
 * server's secret.
 *
 * @param secret 32 bytes, the same for all servers of a store
 */
export function makeSessionToken(practice: string, random: Random, secret: Bytes): { text: string; hash: Bytes } {
  const unmarked = concat(fromRecordId(practice), random(16 - markBytes));
  return withHash(concat(unmarked, markOf(unmarked, secret)));
}

/** Null if no server with this secret issued it. */
export function readSessionToken(text: string, secret: Bytes): Token | null {
  const token = readToken(text);
  if (token === null) return null;
  const bytes = fromBase64url(text, 32);
  const unmarked = bytes.subarray(0, -markBytes);
  return timingSafeEqual(bytes.subarray(-markBytes), markOf(unmarked, secret)) ? token : null;
}

export function sha256(bytes: Uint8Array | string): Bytes {
  return Uint8Array.from(createHash('sha256').update(bytes).digest());
}

function withHash(bytes: Bytes): { text: string; hash: Bytes } {
  return { text: toBase64url(bytes), hash: sha256(bytes) };
}

function markOf(unmarked: Uint8Array, secret: Bytes): Bytes {
  const mac = createHmac('sha256', secret).update(joinFields(sessionLabel, unmarked)).digest();
  return Uint8Array.from(mac.subarray(0, markBytes));
}
