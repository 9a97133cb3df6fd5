import type { Statement } from '../store/store.ts';

/**
 * The author's current key, and the scope's row, locked until the end of the write. A member who was frozen or retired
 * while the body arrived has no key.
 */
export const lockScope: Statement = {
  name: 'scope_lock',
  text: `SELECT k.author, s.purpose, s.head, s.sequence::float8 AS sequence, s.postings, s.eraser,
      scope_gone(s.erased_at, s.erasing_at) AS gone,
      (SELECT epoch FROM practice WHERE practice.practice = $1)::float8 AS epoch
    FROM (SELECT $1::text AS practice, $2::text AS scope) wanted
    LEFT JOIN LATERAL (SELECT m.author FROM chain_member c
      JOIN member_keys m ON m.practice = c.practice AND m.member = c.member AND m.keys = c.keys
      WHERE c.practice = $1 AND c.member = $3 AND c.status = 'active') k ON true
    LEFT JOIN LATERAL (SELECT * FROM scope WHERE scope.practice = $1 AND scope.scope = $2 FOR UPDATE) s ON true`,
};

export const readLeaves: Statement = {
  name: 'scope_leaves',
  text: `SELECT resource, version::float8 AS version, compartment, hash FROM scope_leaf
    WHERE practice = $1 AND scope = $2`,
};

/**
 * No row if the scope exists, or another scope has the practitioner's day. `$11` is the session that holds it open, null
 * for an importer's.
 */
export const createScope: Statement = {
  name: 'scope_create',
  text: `WITH made AS (
      INSERT INTO scope (practice, scope, purpose, head, sequence, resources, practitioner, day, postings, eraser)
      VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $10) ON CONFLICT DO NOTHING RETURNING practice, scope),
    held AS (
      INSERT INTO session_scope (practice, session, scope, read_at, compartments)
      SELECT practice, $11, scope, $12, '{}' FROM made WHERE $11::text IS NOT NULL)
    INSERT INTO erasable.secret (practice, scope, secret) SELECT practice, scope, $9 FROM made RETURNING true AS made`,
};

/** No row if the member has reached the limit of that day. */
export const countPatient: Statement = {
  name: 'patient_count',
  text: `INSERT INTO created_day AS c (practice, day, member, patients) SELECT $1, $2, $3, 1 WHERE $4 > 0
    ON CONFLICT (practice, day, member) DO UPDATE SET patients = c.patients + 1 WHERE c.patients < $4
    RETURNING patients`,
};

export const findSequence: Statement = {
  name: 'scope_sequence',
  text: 'SELECT sequence::float8 AS sequence FROM scope WHERE practice = $1 AND scope = $2',
};

export const moveHead: Statement = {
  name: 'scope_move',
  text: 'UPDATE scope SET head = $3, sequence = $4, resources = $5, postings = $6 WHERE practice = $1 AND scope = $2',
};

/**
 * Adds versions and makes them current. `$10` is the concatenation of salt, hash and sealed bytes of each version: a single
 * binary parameter is sent as it is, whereas a list would be sent as text of twice the size.
 */
export const addVersions: Statement = {
  name: 'scope_versions',
  text: `WITH v AS (
      SELECT u.resource, u.version, u.compartment, u.epoch, u.time,
        substring($10::bytea FROM u.place FOR 32) AS salt, substring($10::bytea FROM u.place + 32 FOR 32) AS hash,
        substring($10::bytea FROM u.place + 64 FOR u.bytes) AS sealed
      FROM unnest($4::text[], $5::bigint[], $6::text[], $7::bigint[], $8::bigint[], $11::int[], $12::int[])
        AS u (resource, version, compartment, epoch, time, place, bytes)),
    kept AS (
      INSERT INTO scope_version
        (practice, scope, resource, version, compartment, epoch, author, time, salt, sealed, hash, seal)
      SELECT $1, $2, resource, version, compartment, epoch, $3, time, salt, sealed, hash, $13 FROM v)
    INSERT INTO scope_leaf AS l (practice, scope, resource, version, compartment, hash, sequence)
    SELECT $1, $2, resource, version, compartment, hash, $9 FROM v
    ON CONFLICT (practice, scope, resource)
      DO UPDATE SET version = EXCLUDED.version, hash = EXCLUDED.hash, sequence = EXCLUDED.sequence`,
};

/**
 * Empties the versions that a write of an agenda replaces. A member who opens a day or a list with one unit, for which a vault
 * counts 40 people, gets the people of its current entries and not all that were ever on it.
 */
export const emptyReplaced: Statement = {
  name: 'scope_empty',
  text: `UPDATE scope_version v SET salt = '', sealed = ''
    FROM unnest($3::text[], $4::bigint[]) AS u (resource, version)
    WHERE v.practice = $1 AND v.scope = $2 AND v.resource = u.resource AND v.version = u.version - 1`,
};

/**
 * The number of a seal in a scope whose row is locked; no row if the batch is not this importer's in the newest epoch, or
 * the element was stored with another batch.
 */
export const takeSeal: Statement = {
  name: 'scope_seal',
  text: `WITH b AS (
      SELECT FROM import_batch i JOIN practice p USING (practice)
        WHERE i.practice = $1 AND i.batch = $4 AND i.importer = $5 AND i.epoch = p.epoch),
    held AS (
      SELECT number FROM scope_seal WHERE practice = $1 AND scope = $2 AND element = $3 AND batch = $4),
    made AS (
      INSERT INTO scope_seal (practice, scope, number, element, batch)
      SELECT $1, $2, (SELECT coalesce(max(number) + 1, 0) FROM scope_seal WHERE practice = $1 AND scope = $2), $3, $4
        FROM b WHERE NOT EXISTS (SELECT FROM held)
      ON CONFLICT DO NOTHING RETURNING number)
    SELECT number FROM made UNION ALL SELECT number FROM held, b`,
};

export const putCard: Statement = {
  name: 'card_put',
  text: `INSERT INTO card (practice, scope, sealed) VALUES ($1, $2, $3)
    ON CONFLICT (practice, scope) DO UPDATE SET sealed = EXCLUDED.sealed`,
};

/** Binaries that this member stored completely for this scope and that no write has named yet. */
export const nameBinaries: Statement = {
  name: 'binaries_name',
  text: `UPDATE binary_file SET named_at = $5 WHERE practice = $1 AND scope = $2 AND author = $3 AND id = ANY ($4)
    AND sha256 IS NOT NULL AND named_at IS NULL AND NOT doomed RETURNING compartment`,
};
