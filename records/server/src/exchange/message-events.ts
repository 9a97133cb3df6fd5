import { rowsOf, type Statement, type Tx } from '../store/store.ts';

/** A receipt or a withdrawal for another practice. `server` is the key of its records server; null to look it up. */
export type MessageEvent = {
  readonly message: string;
  readonly kind: 'read' | 'refused' | 'withdrawal';
  readonly event: string;
  readonly target: string;
  readonly server?: string;
};
export type EventRow = Omit<Required<MessageEvent>, 'server'> & {
  readonly server: string | null;
  readonly tries: number;
  readonly createdAt: number;
};

const add: Statement = {
  name: 'message_event_add',
  text: `INSERT INTO message_event (practice, message, kind, event, target, server, next_at, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT DO NOTHING`,
};

/** Takes due events: the next attempt is set before this one. */
export const takeEvents: Statement = {
  name: 'message_event_take',
  text: `UPDATE message_event SET tries = tries + 1, next_at = $2 + least($4::bigint, $3::bigint << least(tries, 20))
    WHERE practice = $1 AND (message, kind) IN (SELECT message, kind FROM message_event WHERE practice = $1
      AND given_up_at IS NULL AND next_at <= $2 ORDER BY next_at LIMIT 50 FOR UPDATE SKIP LOCKED)
    RETURNING message, kind, event, target, server, tries, created_at::float8 AS "createdAt"`,
};

export const endEvent: Statement = {
  name: 'message_event_end',
  text: 'DELETE FROM message_event WHERE practice = $1 AND message = $2 AND kind = $3',
};

/** Keeps a receipt that was given up, for the practice that sent it. */
export const giveUpEvent: Statement = {
  name: 'message_event_give_up',
  text: `UPDATE message_event SET given_up_at = $4
    WHERE practice = $1 AND message = $2 AND kind = $3 AND given_up_at IS NULL RETURNING message`,
};

/** Queues an event in the transaction of the change that it reports. */
export async function addEvent(tx: Tx, practice: string, event: MessageEvent, now: number): Promise<void> {
  const { message, kind, event: jws, target, server } = event;
  await rowsOf(tx, add, [practice, message, kind, jws, target, server ?? null, now]);
}
