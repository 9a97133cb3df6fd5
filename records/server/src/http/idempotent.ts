import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import { equalBytes, fromBase64url, joinFields, type Bytes } from '@etanche/core-wire';
import { rowsOf, type Opening, type Statement, type Tx } from '../store/store.ts';
import { Refusal } from './refusal.ts';

/** A write that its caller may repeat. */
export type IdempotentWrite = {
  readonly practice: string;
  readonly member: string;
  /** 16 random bytes that the caller chose. */
  readonly key: Bytes;
  /** SHA-256 of the route, its parameters and the body. */
  readonly request: Bytes;
  /** Milliseconds since 1970. */
  readonly at: number;
};

/** How an answer is stored: as JSON of what `shorten` returns, from which `restore` makes the same answer. */
export type KeptAnswer<Answer> = {
  readonly shorten: (answer: Answer) => unknown;
  readonly restore: (kept: unknown) => Answer;
};

const whole = { shorten: (answer: unknown) => answer, restore: (kept: unknown) => kept as never };
const label = 'etanche/v1/idempotency';
/** A row if the key is new. */
export const claim: Statement = {
  name: 'idempotency_claim',
  text: `INSERT INTO idempotency (practice, member, key, request, created_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT DO NOTHING RETURNING true AS first`,
};
const find = {
  name: 'idempotency_find',
  text: 'SELECT request, answer FROM idempotency WHERE practice = $1 AND member = $2 AND key = $3',
};
/** Stores the answers of several writes: keys and answers in the same order. */
export const keepAll: Statement = {
  name: 'idempotency_keep_all',
  text: `UPDATE idempotency i SET answer = u.answer FROM unnest($3::bytea[], $4::bytea[]) u (key, answer)
    WHERE i.practice = $1 AND i.member = $2 AND i.key = u.key`,
};
const keep: Opening = {
  name: 'idempotency_keep',
  types: ['text', 'text', 'bytea', 'bytea'],
  text: 'UPDATE idempotency SET answer = $4 WHERE practice = $1 AND member = $2 AND key = $3',
};

/**
 * Executes a write once: its answer is stored in the transaction of the write, and a repetition gets that answer. A
 * repetition during the first attempt waits for its end, and is executed if the first attempt failed.
 *
 * @throws Refusal `key_reused` if the key was used for another request
 */
export function idempotent<Answer>(tx: Tx, write: IdempotentWrite, work: () => Promise<Answer>): Promise<Answer> {
  return idempotentFrom(tx, write, (values) => rowsOf(tx, claim, values), work);
}

/**
 * As `idempotent`, with a statement that claims the key by `claim` and begins the work in the same round trip.
 *
 * @param claimed runs the statement with the values of `claim`
 * @param work gets the statement's first row, which a repetition does not have
 * @param kept how the answer is stored
 */
export async function idempotentFrom<Row extends object, Answer>(
  tx: Tx,
  write: IdempotentWrite,
  claimed: (values: unknown[]) => Promise<readonly Row[]>,
  work: (first: Row) => Promise<Answer>,
  kept: KeptAnswer<Answer> = whole,
): Promise<Answer> {
  const place = [write.practice, write.member, storedKey(write)] as const;
  const [first] = await claimed([...place, write.request, write.at]);
  if (first === undefined) return kept.restore(await storedAnswer(tx, write));
  const answer = await work(first);
  tx.atCommit(keep, [...place, sealAnswer(write, kept.shorten(answer))]);
  return answer;
}

/** The hash of a key, 32 bytes: the store has no key itself. */
export function storedKey({ key }: Pick<IdempotentWrite, 'key'>): Bytes {
  return sha256(key);
}

/** The stored part of the answer of a write, encrypted under its key. */
export function sealAnswer(write: IdempotentWrite, answer: unknown): Bytes {
  return Uint8Array.from(encrypt(write, JSON.stringify(answer ?? null)));
}

/**
 * The stored part of the answer of a write that was done before.
 *
 * @throws Refusal `key_reused`; `store_unavailable` if the key has no answer
 */
export async function storedAnswer(tx: Tx, write: IdempotentWrite): Promise<unknown> {
  const place = [write.practice, write.member, storedKey(write)];
  const [row] = await rowsOf<{ request: Buffer; answer: Buffer | null }>(tx, find, place);
  if (!row?.answer) throw new Refusal('store_unavailable', { retryAfter: 1 });
  if (!equalBytes(row.request, write.request)) throw new Refusal('key_reused');
  return JSON.parse(decrypt(write, row.answer)) ?? undefined;
}

/** @throws Refusal `request_invalid` */
export function readIdempotencyKey(header: unknown): Bytes {
  try {
    if (typeof header === 'string' && header.length === 22) return fromBase64url(header, 16);
  } catch {
    // A malformed key is treated like a missing one.
  }
  throw new Refusal('request_invalid', { detail: 'Idempotency-Key must be 16 bytes in base64url' });
}

/** Hash by which two requests are the same. */
export function requestHash(route: string, url: string, body: Uint8Array): Bytes {
  return sha256(joinFields(label, route, url, sha256(body)));
}

/** Each key encrypts one answer, so the nonce may be fixed. */
function encrypt(write: IdempotentWrite, text: string): Buffer {
  const cipher = createCipheriv('aes-256-gcm', answerKey(write), new Uint8Array(12));
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(write: IdempotentWrite, sealed: Buffer): string {
  const cipher = createDecipheriv('aes-256-gcm', answerKey(write), new Uint8Array(12));
  cipher.setAuthTag(sealed.subarray(-16));
  return cipher.update(sealed.subarray(0, -16), undefined, 'utf8') + cipher.final('utf8');
}

/** The request is part of the derivation: after a roll-back, another request under the same key has another key. */
function answerKey({ practice, member, key, request }: IdempotentWrite): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, request, joinFields(label, practice, member), 32));
}

function sha256(bytes: Uint8Array): Bytes {
  return Uint8Array.from(createHash('sha256').update(bytes).digest());
}
