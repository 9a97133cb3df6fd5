import type { Statement } from '../store/store.ts';

/**
 * Counts a message and its bytes on a day, or nothing if one of the limits would be exceeded: practice, day, other,
 * bytes, most messages, most bytes. No row is returned then.
 */
export const countExchange: Statement = {
  name: 'exchange_count',
  text: `INSERT INTO exchange_day AS d (practice, day, other, messages, bytes)
      SELECT $1, $2, $3, 1, $4::bigint WHERE $5::integer >= 1 AND $4::bigint <= $6::bigint
    ON CONFLICT (practice, day, other) DO UPDATE SET messages = d.messages + 1, bytes = d.bytes + EXCLUDED.bytes
      WHERE d.messages < $5::integer AND d.bytes + EXCLUDED.bytes <= $6::bigint
    RETURNING messages`,
};

/** `yyyy-mm-dd` in UTC. @param ms since 1970 */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Two requests that bring one message at once would both be its first. */
export const lockMessage: Statement = {
  name: 'exchange_lock',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('etanche/message/' || $1 || '/' || $2, 0))`,
};
