import type { InboxState } from '@etanche/core-records-protocol';
import type { Statement } from '../store/store.ts';

export type InboxRow = {
  readonly message: string;
  readonly sender: string;
  readonly statement: string;
  readonly keys: string;
  readonly server: string;
  readonly state: InboxState;
  readonly receivedAt: number | null;
  readonly receipt: string | null;
  readonly openedBy: string | null;
  readonly openedAt: number | null;
  readonly filedBy: string | null;
  readonly filedAt: number | null;
  readonly expiresAt: number | null;
};
export type ListedInboxRow = InboxRow & { readonly receiptLostAt: number | null };

const columns = `message, sender, statement, keys, server, state, received_at::float8 AS "receivedAt", receipt,
  opened_by AS "openedBy", opened_at::float8 AS "openedAt", filed_by AS "filedBy", filed_at::float8 AS "filedAt",
  expires_at::float8 AS "expiresAt"`;

export const addIncoming: Statement = {
  name: 'inbox_add',
  text: `INSERT INTO inbox_message (practice, message, sender, statement, keys, server, state, begun_at, expires_at,
      transfer)
    VALUES ($1, $2, $3, $4, $5, $6, 'unread', $7, $8, $9)`,
};

export const findIncoming: Statement = {
  name: 'inbox_find',
  text: `SELECT ${columns} FROM inbox_message WHERE practice = $1 AND message = $2`,
};

export const lockIncoming: Statement = { name: 'inbox_lock', text: `${findIncoming.text} FOR UPDATE` };

export const completeIncoming: Statement = {
  name: 'inbox_complete',
  text: `UPDATE inbox_message SET received_at = $3, receipt = $4
    WHERE practice = $1 AND message = $2 AND received_at IS NULL RETURNING message`,
};

export const listIncoming: Statement = {
  name: 'inbox_list',
  text: `SELECT ${columns}, (SELECT max(e.given_up_at)::float8 FROM message_event e WHERE e.practice = m.practice
        AND e.message = m.message) AS "receiptLostAt"
    FROM inbox_message m WHERE practice = $1 AND received_at IS NOT NULL
      AND ($4::text IS NULL OR m.state = $4) AND ($2::text IS NULL OR (m.received_at, m.message) <
      (SELECT c.received_at, c.message FROM inbox_message c WHERE c.practice = $1 AND c.message = $2))
    ORDER BY m.received_at DESC, m.message DESC LIMIT $3`,
};

export const countUnread: Statement = {
  name: 'inbox_unread',
  text: `SELECT count(*)::float8 AS unread FROM inbox_message
    WHERE practice = $1 AND state = 'unread' AND received_at IS NOT NULL`,
};

export const openIncoming: Statement = {
  name: 'inbox_open',
  text: `UPDATE inbox_message SET state = CASE WHEN state = 'unread' THEN 'read' ELSE state END,
      opened_by = coalesce(opened_by, $3), opened_at = coalesce(opened_at, $4)
    WHERE practice = $1 AND message = $2`,
};

/** Ends a message in a state that nobody leaves, files it, or takes a filing back. */
export const setIncoming: Statement = {
  name: 'inbox_set',
  text: `UPDATE inbox_message SET state = $3,
      filed_by = CASE $3 WHEN 'filed' THEN $4 WHEN 'read' THEN NULL ELSE filed_by END,
      filed_at = CASE $3 WHEN 'filed' THEN $5::bigint WHEN 'read' THEN NULL ELSE filed_at END
    WHERE practice = $1 AND message = $2 AND state = ANY ($6::text[]) RETURNING message`,
};

/** Shares that ended, messages that never became complete, and those whose parts are kept no longer. */
export const sweepIncoming: Statement = {
  name: 'inbox_sweep',
  text: `SELECT ${columns} FROM inbox_message m WHERE practice = $1 AND (
      state IN ('unread', 'read', 'filed') AND expires_at <= $2
      OR received_at IS NULL AND begun_at < $3
      OR (state IN ('withdrawn', 'expired', 'refused') OR state = 'filed' AND filed_at < $4)
        AND EXISTS (SELECT FROM message_part p WHERE p.practice = $1 AND p.message = m.message))
    LIMIT 50`,
};

export const removeIncoming: Statement = {
  name: 'inbox_remove',
  text: 'DELETE FROM inbox_message WHERE practice = $1 AND message = $2 AND received_at IS NULL',
};
