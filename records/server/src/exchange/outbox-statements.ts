import type { OutboxState } from '@etanche/core-records-protocol';
import type { Statement } from '../store/store.ts';

export type OutboxRow = {
  readonly message: string;
  readonly member: string;
  readonly recipient: string;
  readonly statement: string;
  readonly keys: string;
  readonly state: OutboxState;
  readonly receipts: string[];
  readonly createdAt: number;
  readonly changedAt: number;
  readonly tries: number;
};

const columns = `message, member, recipient, statement, keys, state, receipts, created_at::float8 AS "createdAt",
  changed_at::float8 AS "changedAt", tries`;

export const addOutgoing: Statement = {
  name: 'outbox_add',
  text: `INSERT INTO outbox_message
      (practice, message, member, recipient, statement, keys, state, created_at, changed_at, expires_at, next_at,
      transfer)
    VALUES ($1, $2, $3, $4, $5, $6, 'uploading', $7, $7, $8, $7, $9)`,
};

export const findOutgoing: Statement = {
  name: 'outbox_find',
  text: `SELECT ${columns} FROM outbox_message WHERE practice = $1 AND message = $2`,
};

export const lockOutgoing: Statement = { name: 'outbox_lock', text: `${findOutgoing.text} FOR UPDATE` };

export const listOutgoing: Statement = {
  name: 'outbox_list',
  text: `SELECT ${columns} FROM outbox_message o WHERE practice = $1 AND ($2::text IS NULL OR (o.created_at, o.message) <
      (SELECT c.created_at, c.message FROM outbox_message c WHERE c.practice = $1 AND c.message = $2))
    ORDER BY o.created_at DESC, o.message DESC LIMIT $3`,
};

/** Changes the state if it is one of the named ones. */
export const setOutgoing: Statement = {
  name: 'outbox_set',
  text: `UPDATE outbox_message SET state = $3, changed_at = $4, receipts = CASE WHEN $6::text IS NULL THEN receipts
      ELSE receipts || $6::text END
    WHERE practice = $1 AND message = $2 AND state = ANY ($5::text[]) RETURNING message`,
};

export const queueOutgoing: Statement = {
  name: 'outbox_queue',
  text: `UPDATE outbox_message SET state = 'queued', changed_at = $3, next_at = $3
    WHERE practice = $1 AND message = $2 AND state = 'uploading' RETURNING message`,
};

/** Takes due messages: the next attempt is set before this one, so that two servers deliver none at once. */
export const takeDue: Statement = {
  name: 'outbox_take',
  text: `UPDATE outbox_message SET tries = tries + 1, next_at = $2 + least($4::bigint, $3::bigint << least(tries, 20))
    WHERE practice = $1 AND message IN (SELECT message FROM outbox_message WHERE practice = $1 AND state = 'queued'
      AND next_at <= $2 ORDER BY next_at LIMIT 10 FOR UPDATE SKIP LOCKED)
    RETURNING ${columns}`,
};

/** Messages whose parts are no longer needed here, or never came. */
export const sweepOutgoing: Statement = {
  name: 'outbox_sweep',
  text: `SELECT ${columns} FROM outbox_message o WHERE practice = $1 AND (
      state = 'uploading' AND created_at < $2
      OR state IN ('received', 'read', 'refused', 'withdrawn', 'unwithdrawn', 'expired', 'undeliverable')
        AND EXISTS (SELECT FROM message_part p WHERE p.practice = $1 AND p.message = o.message)
      OR state = 'queued' AND expires_at <= $3)
    LIMIT 50`,
};

export const removeOutgoing: Statement = {
  name: 'outbox_remove',
  text: `DELETE FROM outbox_message WHERE practice = $1 AND message = $2 AND state = 'uploading'`,
};
