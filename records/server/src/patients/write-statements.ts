import type { Statement } from '../store/store.ts';

/**
 * The parts that the first and later writes of a scope have in common. One statement for a write takes a third of the
 * time of one for each table. `$10` is the concatenation of list, digest, salt and sealed bytes of each pack: a single
 * binary parameter is sent as it is, whereas a list would be sent as text of twice the size. `written` has a row if the
 * scope was written; without it, nothing is stored.
 */
const parts = `packs AS (
    INSERT INTO scope_pack
      (practice, scope, author, sequence, seal, number, compartment, carries, epoch, time, located, introduced,
       list, digest, salt, sealed)
    SELECT $1, $2, $3, $4, $5, u.number, u.compartment, u.carries, u.epoch, u.time, u.located, u.introduced,
      substring($10::bytea FROM u.place FOR u.list), substring($10::bytea FROM u.place + u.list FOR 32),
      substring($10::bytea FROM u.place + u.list + 32 FOR 32),
      substring($10::bytea FROM u.place + u.list + 64 FOR u.bytes)
    FROM written, unnest($6::smallint[], $7::text[], $8::boolean[], $9::bigint[], $11::bigint[], $12::int[], $13::int[],
      $14::int[], $15::int[], $16::int[])
      AS u (number, compartment, carries, epoch, time, located, introduced, place, list, bytes)),
  cards AS (
    INSERT INTO card (practice, scope, sealed) SELECT $1, $2, $17::bytea FROM written WHERE $17::bytea IS NOT NULL
      ON CONFLICT (practice, scope) DO UPDATE SET sealed = EXCLUDED.sealed),
  leaf AS (
    INSERT INTO audit_waiting (practice, leaf, scope)
      SELECT $1, $18, $2 FROM written
        WHERE NOT EXISTS (SELECT FROM audit_log WHERE practice = $1 AND stopped_at IS NOT NULL) RETURNING true)`;

/**
 * The first write of a scope. `written` is false if the scope exists, or another scope has the practitioner's day,
 * `counted` if the member `$3` has reached the limit `$30` of the day `$29`, `sealed` if the batch `$32` is not this
 * importer's in the newest epoch, `recorded` if the log is stopped; the caller then rolls back. `$27` is the session
 * that holds the scope open, null for an importer's; `$30` is null where nothing is counted.
 */
export const createScope: Statement = {
  name: 'scope_create',
  text: `WITH counted AS (
    INSERT INTO created_day AS c (practice, day, member, patients) SELECT $1, $29, $3, 1 WHERE $30::int > 0
      ON CONFLICT (practice, day, member) DO UPDATE SET patients = c.patients + 1 WHERE c.patients < $30::int
      RETURNING patients),
  written AS (
    INSERT INTO scope (practice, scope, purpose, head, sequence, resources, practitioner, day, postings, eraser, list_bytes)
      SELECT $1, $2, $22, $19, $4, $20, $23, $24, cardinality($33::bytea[]), $25, $21
        WHERE $30::int IS NULL OR EXISTS (SELECT FROM counted)
      ON CONFLICT DO NOTHING RETURNING true),
  secret AS (
    INSERT INTO erasable.secret (practice, scope, secret) SELECT $1, $2, $26 FROM written),
  held AS (
    INSERT INTO session_scope (practice, session, scope, read_at, compartments)
      SELECT $1, $27, $2, $28, '{}' FROM written WHERE $27::text IS NOT NULL),
  sealing AS (
    INSERT INTO scope_seal (practice, scope, number, element, batch)
      SELECT $1, $2, $5::smallint, $31, i.batch FROM written, import_batch i JOIN practice p USING (practice)
        WHERE i.practice = $1 AND i.batch = $32 AND i.importer = $3 AND i.epoch = p.epoch
      ON CONFLICT DO NOTHING RETURNING true),
  added AS (
    INSERT INTO posting (practice, locator, owner, sealed)
      SELECT $1, a.locator, a.owner, a.sealed
        FROM written, unnest($33::bytea[], $34::bytea[], $35::bytea[]) a (locator, owner, sealed) ORDER BY a.locator
      ON CONFLICT (practice, locator, owner) DO UPDATE SET sealed = EXCLUDED.sealed, settled = false),
  ${parts}
  SELECT EXISTS (SELECT FROM written) AS written, $30::int IS NULL OR EXISTS (SELECT FROM counted) AS counted,
    $32::text IS NULL OR EXISTS (SELECT FROM sealing) AS sealed, EXISTS (SELECT FROM leaf) AS recorded,
    -- The statement does not see its own postings: one of them makes a locator full that has as many as it shows.
    ARRAY (SELECT w.locator FROM unnest($33::bytea[], $34::bytea[]) w (locator, owner) WHERE get_byte(w.locator, 0) <=
      (SELECT count(*) FROM (SELECT FROM posting p WHERE p.practice = $1 AND p.locator = w.locator
        AND p.owner <> w.owner LIMIT get_byte(w.locator, 0)) few)) AS full`,
};

/**
 * A later write, whose scope is locked. Stores the head that it replaces, which proves the authors of earlier packs,
 * and the new counts of earlier packs. `recorded` is false if the log is stopped; the caller then rolls back.
 */
export const moveScope: Statement = {
  name: 'scope_move',
  text: `WITH replaced AS (
    INSERT INTO scope_head (practice, scope, sequence, head)
      SELECT practice, scope, sequence, head FROM scope WHERE practice = $1 AND scope = $2),
  written AS (
    UPDATE scope SET head = $19, sequence = $4, resources = $20, list_bytes = $21, postings = $22
      WHERE practice = $1 AND scope = $2 RETURNING true),
  counts AS (
    UPDATE scope_pack p SET located = u.located, introduced = u.introduced
      FROM written, unnest($23::bigint[], $24::smallint[], $25::int[], $26::int[]) AS u (sequence, number, located, introduced)
      WHERE p.practice = $1 AND p.scope = $2 AND p.sequence = u.sequence AND p.number = u.number),
  ${parts}
  SELECT EXISTS (SELECT FROM written) AS written, EXISTS (SELECT FROM leaf) AS recorded`,
};
