import { claim } from '../http/idempotent.ts';
import type { Statement } from '../store/store.ts';

/** The columns of `LockedScope`, of an author `k` and a scope `s`. */
const lockedColumns = `k.author, s.purpose, s.head, s.sequence::float8 AS sequence, s.postings, s.eraser,
      s.list_bytes::float8 AS list_bytes, scope_gone(s.erased_at, s.erasing_at) AS gone,
      (SELECT epoch FROM practice WHERE practice.practice = $1)::float8 AS epoch`;

function authorOf(member: string): string {
  return `(SELECT m.author FROM chain_member c
      JOIN member_keys m ON m.practice = c.practice AND m.member = c.member AND m.keys = c.keys
      WHERE c.practice = $1 AND c.member = ${member} AND c.status = 'active')`;
}

/**
 * The author's current key, and the scope's row, locked until the end of the write. A member who was frozen or retired
 * while the body arrived has no key.
 *
 * @param condition without which nothing is read or locked
 */
function locking(scope: string, member: string, condition = 'true'): string {
  return `SELECT ${lockedColumns}
    FROM (SELECT $1::text AS practice, ${scope}::text AS scope) wanted
    LEFT JOIN LATERAL ${authorOf(member)} k ON true
    LEFT JOIN LATERAL (SELECT * FROM scope WHERE ${condition} AND scope.practice = $1 AND scope.scope = ${scope} FOR UPDATE) s
      ON true WHERE ${condition}`;
}

export const lockScope: Statement = { name: 'scope_lock', text: locking('$2', '$3') };

/**
 * Claims the key of an idempotent write and locks its scope, in this order: a repetition waits for the key and locks
 * nothing. No row for a repetition.
 */
export const claimAndLock: Statement = {
  name: 'scope_claim_lock',
  text: `WITH claimed AS (${claim.text}) ${locking('$6', '$2', '(SELECT EXISTS (SELECT FROM claimed))')}`,
};

/**
 * As `claimAndLock`, for several writes, in the order of keys and then of scopes: two lists with a key or a scope in
 * common then wait for each other in one direction. `$3` are keys, `$4` requests, `$6` scopes, in the same order. No row
 * for a repetition.
 */
export const claimAndLockAll: Statement = {
  name: 'scope_claim_lock_all',
  text: `WITH wanted AS (SELECT * FROM unnest($3::bytea[], $4::bytea[], $6::text[]) w (key, request, scope)),
    claimed AS (
      INSERT INTO idempotency (practice, member, key, request, created_at)
        SELECT $1, $2, key, request, $5 FROM wanted ORDER BY key
        ON CONFLICT DO NOTHING RETURNING key)
    SELECT w.scope, ${lockedColumns}
    FROM (SELECT scope FROM wanted JOIN claimed USING (key) ORDER BY scope) w
    LEFT JOIN LATERAL ${authorOf('$2')} k ON true
    LEFT JOIN LATERAL (SELECT * FROM scope WHERE scope.practice = $1 AND scope.scope = w.scope FOR UPDATE) s ON true`,
};

/** Packs that have or introduced current versions. */
export const readLivePacks: Statement = {
  name: 'scope_packs',
  text: `SELECT sequence::float8 AS sequence, number, compartment, carries, list, located, introduced FROM scope_pack
    WHERE practice = $1 AND scope = $2 AND (located > 0 OR introduced > 0) ORDER BY sequence, number`,
};

/** Current versions that are destroyed or lost. */
export const readMarked: Statement = {
  name: 'scope_marked',
  text: `SELECT resource, version::float8 AS version, compartment, hash, CASE WHEN lost THEN 'lost' ELSE 'destroyed' END AS mark, sequence::float8 AS sequence,
      emptied_at IS NOT NULL AS emptied FROM scope_destroyed
    WHERE practice = $1 AND scope = $2`,
};

export const findSequence: Statement = {
  name: 'scope_sequence',
  text: 'SELECT sequence::float8 AS sequence FROM scope WHERE practice = $1 AND scope = $2',
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
      (practice, scope, resource, version, compartment, hash, sequence, member, destroyed_at, due_at, lost)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, false
    WHERE (SELECT count(*) FROM scope_destroyed WHERE practice = $1 AND destroyed_at > $11 AND NOT lost) < $12
    RETURNING resource`,
};

/** A version that a repair found lost. */
export const addLost: Statement = {
  name: 'scope_lost_add',
  text: `INSERT INTO scope_destroyed
      (practice, scope, resource, version, compartment, hash, sequence, member, destroyed_at, lost)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, true)`,
};

export const endLost: Statement = {
  name: 'scope_lost_end',
  text: 'DELETE FROM scope_destroyed WHERE practice = $1 AND scope = $2 AND resource = ANY ($3) AND lost',
};

/** Packs with content that carry versions and that no destruction withholds. */
export const readCarriers: Statement = {
  name: 'scope_pack_carriers',
  text: `SELECT sequence::float8 AS sequence, number, compartment, carries, list FROM scope_pack
    WHERE practice = $1 AND scope = $2 AND carries AND octet_length(sealed) > 0 AND doomed IS NULL`,
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

/**
 * Withholds binaries that the destroyed resource `$3` names. Those that are withheld already, or do not exist, stay.
 */
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
 * The number of a seal in a scope whose row is locked; no row if the batch is not this importer's in the newest epoch,
 * or the element was stored with another batch.
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

/** Binaries that this member stored completely for this scope and that no write has named yet. */
export const nameBinaries: Statement = {
  name: 'binaries_name',
  text: `UPDATE binary_file SET named_at = $5 WHERE practice = $1 AND scope = $2 AND author = $3 AND id = ANY ($4)
    AND sha256 IS NOT NULL AND named_at IS NULL AND NOT doomed RETURNING compartment`,
};
