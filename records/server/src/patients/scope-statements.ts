import type { Statement } from '../store/store.ts';

/**
 * The author's current key, and the scope's row, locked until the end of the write. A member who was frozen or retired
 * while the body arrived has no key.
 */
export const lockScope: Statement = {
  name: 'scope_lock',
  text: `SELECT k.author, s.purpose, s.head, s.sequence::float8 AS sequence, s.postings, s.eraser, s.list_bytes::float8 AS list_bytes,
      scope_gone(s.erased_at, s.erasing_at) AS gone,
      (SELECT epoch FROM practice WHERE practice.practice = $1)::float8 AS epoch
    FROM (SELECT $1::text AS practice, $2::text AS scope) wanted
    LEFT JOIN LATERAL (SELECT m.author FROM chain_member c
      JOIN member_keys m ON m.practice = c.practice AND m.member = c.member AND m.keys = c.keys
      WHERE c.practice = $1 AND c.member = $3 AND c.status = 'active') k ON true
    LEFT JOIN LATERAL (SELECT * FROM scope WHERE scope.practice = $1 AND scope.scope = $2 FOR UPDATE) s ON true`,
};

/** Packs that have or introduced current versions. */
export const readLivePacks: Statement = {
  name: 'scope_packs',
  text: `SELECT sequence::float8 AS sequence, number, compartment, carries, list, located, introduced FROM scope_pack
    WHERE practice = $1 AND scope = $2 AND (located > 0 OR introduced > 0) ORDER BY sequence, number`,
};

export const readDestroyed: Statement = {
  name: 'scope_destroyed',
  text: `SELECT resource, version::float8 AS version, compartment, hash, true AS destroyed, sequence::float8 AS sequence,
      emptied_at IS NOT NULL AS emptied FROM scope_destroyed
    WHERE practice = $1 AND scope = $2`,
};

/**
 * No row if the scope exists, or another scope has the practitioner's day. `$11` is the session that holds it open, null
 * for an importer's.
 */
export const createScope: Statement = {
  name: 'scope_create',
  text: `WITH made AS (
      INSERT INTO scope (practice, scope, purpose, head, sequence, resources, practitioner, day, postings, eraser, list_bytes)
      VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $10, $13) ON CONFLICT DO NOTHING RETURNING practice, scope),
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

/** Stores the head that is replaced: it proves the authors of earlier packs. */
export const moveHead: Statement = {
  name: 'scope_move',
  text: `WITH replaced AS (
      INSERT INTO scope_head (practice, scope, sequence, head)
      SELECT practice, scope, sequence, head FROM scope WHERE practice = $1 AND scope = $2)
    UPDATE scope SET head = $3, sequence = $4, resources = $5, postings = $6, list_bytes = $7
      WHERE practice = $1 AND scope = $2`,
};

/**
 * Adds packs. `$10` is the concatenation of list, digest, salt and sealed bytes of each: a single binary parameter is sent
 * as it is, whereas a list would be sent as text of twice the size.
 */
export const addPacks: Statement = {
  name: 'scope_pack_add',
  text: `INSERT INTO scope_pack
      (practice, scope, author, sequence, seal, number, compartment, carries, epoch, time, located, introduced,
       list, digest, salt, sealed)
    SELECT $1, $2, $3, $4, $5, u.number, u.compartment, u.carries, u.epoch, u.time, u.located, u.introduced,
      substring($10::bytea FROM u.place FOR u.list), substring($10::bytea FROM u.place + u.list FOR 32),
      substring($10::bytea FROM u.place + u.list + 32 FOR 32),
      substring($10::bytea FROM u.place + u.list + 64 FOR u.bytes)
    FROM unnest($6::smallint[], $7::text[], $8::boolean[], $9::bigint[], $11::bigint[], $12::int[], $13::int[],
      $14::int[], $15::int[], $16::int[])
      AS u (number, compartment, carries, epoch, time, located, introduced, place, list, bytes)`,
};

/** Counts of packs whose current versions changed. */
export const countPacks: Statement = {
  name: 'scope_pack_count',
  text: `UPDATE scope_pack p SET located = u.located, introduced = u.introduced
    FROM unnest($3::bigint[], $4::smallint[], $5::int[], $6::int[]) AS u (sequence, number, located, introduced)
    WHERE p.practice = $1 AND p.scope = $2 AND p.sequence = u.sequence AND p.number = u.number`,
};

/** Empties packs. Their lists, digests and heads stay. */
export const emptyPacks: Statement = {
  name: 'scope_pack_empty',
  text: `UPDATE scope_pack p SET salt = '', sealed = '' FROM unnest($3::bigint[], $4::smallint[]) AS u (sequence, number)
    WHERE p.practice = $1 AND p.scope = $2 AND p.sequence = u.sequence AND p.number = u.number`,
};

/** Packs that have the content of a version of a resource. @param $3 the 16 bytes of its record id */
export const readPacksWith: Statement = {
  name: 'scope_pack_with',
  text: `SELECT sequence::float8 AS sequence, number, compartment, carries, list FROM scope_pack
    WHERE practice = $1 AND scope = $2 AND position($3::bytea IN list) > 0 AND octet_length(sealed) > 0
      AND doomed IS NULL`,
};

/** No row if the practice has reached the limit of a day. */
export const addDestroyed: Statement = {
  name: 'scope_destroyed_add',
  text: `INSERT INTO scope_destroyed
      (practice, scope, resource, version, compartment, hash, sequence, member, destroyed_at, due_at)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
    WHERE (SELECT count(*) FROM scope_destroyed WHERE practice = $1 AND destroyed_at > $11) < $12 RETURNING resource`,
};

/** Withholds packs until the destruction of `$5` empties them; null gives them back. */
export const doomPacks: Statement = {
  name: 'scope_pack_doom',
  text: `UPDATE scope_pack p SET doomed = $5 FROM unnest($3::bigint[], $4::smallint[]) AS u (sequence, number)
    WHERE p.practice = $1 AND p.scope = $2 AND p.sequence = u.sequence AND p.number = u.number`,
};

/** Packs that a destruction withholds, as `readLivePacks` reads them. */
export const readDoomed: Statement = {
  name: 'scope_pack_doomed',
  text: `SELECT sequence::float8 AS sequence, number, compartment, carries, list, located, introduced FROM scope_pack
    WHERE practice = $1 AND scope = $2 AND doomed = $3 ORDER BY sequence, number`,
};

/** Withholds binaries that the destroyed resource `$3` names. Those that are withheld already, or do not exist, stay. */
export const withholdBinaries: Statement = {
  name: 'binaries_withhold',
  text: `UPDATE binary_file SET withheld = $3 WHERE practice = $1 AND scope = $2 AND id = ANY ($4)
    AND named_at IS NOT NULL AND withheld IS NULL AND NOT doomed`,
};

export const giveBackBinaries: Statement = {
  name: 'binaries_give_back',
  text: 'UPDATE binary_file SET withheld = NULL WHERE practice = $1 AND scope = $2 AND withheld = $3 AND NOT doomed',
};

export const endDestroyed: Statement = {
  name: 'scope_destroyed_end',
  text: 'DELETE FROM scope_destroyed WHERE practice = $1 AND scope = $2 AND resource = $3',
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
