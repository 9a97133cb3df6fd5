import type { Opening, Statement } from '../store/store.ts';

/** Statements on sessions and passkeys (`03-sign-in.sql`). */
export const addSession = {
  name: 'session_add',
  text: `INSERT INTO session (practice, session, token, member, passkey, created_at, seen_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $6, $7)`,
};

/**
 * The member of a session, with their status on the chain. A passkey with a new seed waits, whatever the old one may
 * do.
 */
const sessionColumns = `SELECT s.session, s.member, s.passkey, s.seen_at::float8 AS seen_at, s.expires_at::float8 AS expires_at,
      p.read_at::float8 AS read_at, p.live, m.roles, c.emergency, c.until::float8 AS until,
      c.ends_at::float8 AS ends_at,
      CASE WHEN k.keys <> m.keys THEN 'waiting' ELSE m.status END AS status
    FROM session s
    JOIN practice p USING (practice)
    LEFT JOIN passkey k USING (practice, passkey)
    LEFT JOIN member m ON m.practice = s.practice AND m.member = s.member
    LEFT JOIN chain_member c ON c.practice = s.practice AND c.member = s.member`;

export const findSession: Opening = {
  name: 'session_find',
  types: ['text', 'bytea'],
  text: `${sessionColumns} WHERE s.practice = $1 AND s.token = $2`,
};

export const findSessionAgain: Statement = {
  name: 'session_find_again',
  text: `${sessionColumns} WHERE s.practice = $1 AND s.session = $2`,
};

export const touchSession = {
  name: 'session_touch',
  text: 'UPDATE session SET seen_at = greatest(seen_at, $3) WHERE practice = $1 AND session = $2',
};

/** Sessions of the same member by passkeys with the same keys as $5's, which is null for programs and kits. */
export const listSessions = {
  name: 'session_list',
  text: `SELECT s.session, s.created_at::float8 AS created, s.seen_at::float8 AS seen, s.expires_at::float8 AS expires, k.name
    FROM session s LEFT JOIN passkey k USING (practice, passkey)
    WHERE s.practice = $1 AND s.member = $2 AND s.expires_at > $3 AND s.seen_at > $4
      AND k.keys IS NOT DISTINCT FROM (SELECT keys FROM passkey WHERE practice = $1 AND passkey = $5)
    ORDER BY s.created_at DESC, s.session LIMIT 100`,
};

export const endSession = {
  name: 'session_end',
  text: `DELETE FROM session s WHERE s.practice = $1 AND s.session = $2 AND s.member = $3
      AND (SELECT keys FROM passkey k WHERE k.practice = $1 AND k.passkey = s.passkey)
        IS NOT DISTINCT FROM (SELECT keys FROM passkey k WHERE k.practice = $1 AND k.passkey = $4)
    RETURNING session`,
};

export const addPasskey = {
  name: 'passkey_add',
  text: `INSERT INTO passkey (practice, passkey, member, credential, public_key, counter, name, keyring, created_at, used_at, keys)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10) ON CONFLICT (practice, credential) DO NOTHING RETURNING passkey`,
};

export const findPasskey = {
  name: 'passkey_find',
  text: `SELECT k.passkey, k.public_key, k.counter::float8 AS counter, k.keyring, k.keys
    FROM passkey k
    WHERE k.practice = $1 AND k.member = $2 AND k.credential = $3`,
};

/** One of two assertions that race with one counter is rejected. */
export const usePasskey = {
  name: 'passkey_use',
  text: `UPDATE passkey SET counter = $4, used_at = $5
    WHERE practice = $1 AND passkey = $2 AND counter = $3 AND ($4 > $3 OR $4 = 0) RETURNING passkey`,
};

/** Passkeys of a member with the same keys as $3's. */
export const listPasskeys = {
  name: 'passkey_list',
  text: `SELECT passkey, credential, name, created_at::float8 AS created, used_at::float8 AS used, keys FROM passkey
    WHERE practice = $1 AND member = $2 AND keys = (SELECT keys FROM passkey WHERE practice = $1 AND passkey = $3)
    ORDER BY created_at, passkey`,
};

export const removePasskey = {
  name: 'passkey_remove',
  text: 'DELETE FROM passkey WHERE practice = $1 AND member = $2 AND passkey = $3 RETURNING passkey',
};

/** Deletes passkeys with these keys; their sessions end. */
export const removePasskeysOf = {
  name: 'passkey_remove_all',
  text: 'DELETE FROM passkey WHERE practice = $1 AND member = $2 AND keys = $3',
};

export const lockMember = {
  name: 'member_lock',
  text: 'SELECT name, roles, status, keys, renewal FROM member WHERE practice = $1 AND member = $2 FOR UPDATE',
};
