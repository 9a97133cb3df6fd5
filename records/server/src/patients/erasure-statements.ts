import type { Statement } from '../store/store.ts';

/** Statements on erasures (`11-erasures.sql`). */
export type OpenErasure = {
  readonly erasure: string;
  readonly asked_by: string;
  readonly asked_at: number;
  readonly confirmed_by: string | null;
  readonly due_at: number | null;
  readonly restore_by: string | null;
};
export type LockedScope = {
  readonly purpose: string;
  readonly sequence: number;
  readonly eraser: string | null;
  readonly postings: number;
  readonly gone: 'erased' | 'erasing' | null;
};

const open = `erasure, scope, reason, asked_by, asked_at::float8 AS asked_at, confirmed_by, due_at::float8 AS due_at,
    restore_by`;

export const lockScopeToErase: Statement = {
  name: 'erase_lock',
  text: `SELECT purpose, sequence::float8 AS sequence, postings, eraser, scope_gone(erased_at, erasing_at) AS gone
    FROM scope WHERE practice = $1 AND scope = $2 FOR UPDATE`,
};
/** Serializes the erasures of a practice: two concurrent ones would both use the last one that is left. */
export const takeTurn: Statement = {
  name: 'erase_turn',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('erase/' || $1::text, 0))`,
};
export const countAsked: Statement = {
  name: 'erasure_count',
  text: 'SELECT count(*)::int AS count FROM erasure WHERE practice = $1 AND asked_at > $2',
};
export const findOpen: Statement = {
  name: 'erasure_find',
  text: `SELECT ${open} FROM erasure WHERE practice = $1 AND scope = $2 AND ended_at IS NULL`,
};
export const lockOpen: Statement = { name: 'erasure_lock_open', text: `${findOpen.text} FOR UPDATE` };
export const lockErasure: Statement = {
  name: 'erasure_lock',
  text: `SELECT ${open} FROM erasure WHERE practice = $1 AND erasure = $2 AND ended_at IS NULL FOR UPDATE`,
};
export const listOpen: Statement = {
  name: 'erasure_list',
  text: `SELECT ${open} FROM erasure WHERE practice = $1 AND ended_at IS NULL ORDER BY asked_at, erasure LIMIT 200`,
};
/** The active doctors among these members. */
export const findParticipants: Statement = {
  name: 'erasure_participants',
  text: `SELECT member FROM chain_member
    WHERE practice = $1 AND member = ANY ($2::text[]) AND status = 'active' AND 'doctor' = ANY (roles)`,
};
export const addErasure: Statement = {
  name: 'erasure_add',
  text: `INSERT INTO erasure (practice, erasure, scope, reason, asked_by, asked_at, locators, owners)
    VALUES ($1, $2, $3, $4, $5, $6, $7::bytea[], $8::bytea[])`,
};
export const confirmErasure: Statement = {
  name: 'erasure_confirm',
  text: `UPDATE erasure SET confirmed_by = $3, confirmed_at = $4, due_at = $5, locators = $6::bytea[],
    owners = $7::bytea[]
    WHERE practice = $1 AND erasure = $2`,
};
export const noteRestore: Statement = {
  name: 'erasure_note_restore',
  text: 'UPDATE erasure SET restore_by = $3 WHERE practice = $1 AND erasure = $2',
};
export const endErasure: Statement = {
  name: 'erasure_end',
  text: 'UPDATE erasure SET ended_at = $3, outcome = $4 WHERE practice = $1 AND erasure = $2',
};
export const markErasing: Statement = {
  name: 'erasure_mark',
  text: 'UPDATE scope SET erasing_at = $3 WHERE practice = $1 AND scope = $2',
};
export const clearErasing: Statement = {
  name: 'erasure_clear',
  text: 'UPDATE scope SET erasing_at = NULL WHERE practice = $1 AND scope = $2',
};
/** Number of these postings that exist. @param $3 owner tags, in the order of the locators */
export const countPostings: Statement = {
  name: 'erasure_postings',
  text: `SELECT count(*)::int AS count FROM unnest($2::bytea[], $3::bytea[]) w (locator, owner)
    JOIN posting p ON p.practice = $1 AND p.locator = w.locator AND p.owner = w.owner`,
};
/** Confirmed erasures, with the number of their two doctors who are active. */
export const listConfirmed: Statement = {
  name: 'erasure_confirmed',
  text: `SELECT e.erasure, e.due_at::float8 AS due_at,
      (SELECT count(*)::int FROM chain_member c WHERE c.practice = e.practice AND c.status = 'active'
        AND c.member IN (e.asked_by, e.confirmed_by)) AS active
    FROM erasure e WHERE e.practice = $1 AND e.ended_at IS NULL AND e.confirmed_at IS NOT NULL ORDER BY e.due_at`,
};
export const lockDue: Statement = {
  name: 'erasure_lock_due',
  text: `SELECT ${open}, locators FROM erasure
    WHERE practice = $1 AND erasure = $2 AND ended_at IS NULL AND due_at <= $3 FOR UPDATE`,
};
/** Without the erasure secret, no backup of the file can be opened. The head and the leaves with their hashes stay. */
export const destroy: readonly Statement[] = [
  { name: 'erase_secret', text: 'DELETE FROM erasable.secret WHERE practice = $1 AND scope = $2' },
  { name: 'erase_card', text: 'DELETE FROM card WHERE practice = $1 AND scope = $2' },
  {
    name: 'erase_packs',
    text: `UPDATE scope_pack SET salt = '', sealed = '' WHERE practice = $1 AND scope = $2`,
  },
  { name: 'erase_binaries', text: 'UPDATE binary_file SET doomed = true WHERE practice = $1 AND scope = $2' },
];
export const closeScope: Statement = {
  name: 'erase_close',
  text: 'UPDATE scope SET erased_at = $3, erasing_at = NULL, postings = 0 WHERE practice = $1 AND scope = $2',
};
