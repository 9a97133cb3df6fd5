import type { Statement } from '../store/store.ts';

/** One server at a time numbers the leaves of a practice; the lock ends with its transaction. */
export const takeTurn: Statement = {
  name: 'audit_turn',
  text: `SELECT pg_try_advisory_xact_lock(hashtextextended('etanche/audit/' || $1, 0)) AS mine`,
};
export const waitTurn: Statement = {
  name: 'audit_wait_turn',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('etanche/audit/' || $1, 0))`,
};

export const readLog: Statement = {
  name: 'audit_log',
  text: `SELECT log_epoch AS epoch, size::float8 AS size, root, note, cosigned, cosigned_size::float8 AS "cosignedSize",
      stopped_at IS NOT NULL AS stopped
    FROM audit_log WHERE practice = $1`,
};

export const takeWaiting: Statement = {
  name: 'audit_take',
  text: `WITH taken AS (
      DELETE FROM audit_waiting WHERE practice = $1 AND entry IN (
        SELECT entry FROM audit_waiting WHERE practice = $1 ORDER BY entry LIMIT $2)
      RETURNING entry, leaf, scope)
    SELECT leaf, scope FROM taken ORDER BY entry`,
};

export const addLeaves: Statement = {
  name: 'audit_leaves_add',
  text: `INSERT INTO audit_leaf (practice, number, leaf, scope)
    SELECT $1, $2 + u.place - 1, u.leaf, u.scope
    FROM unnest($3::text[], $4::text[]) WITH ORDINALITY u (leaf, scope, place)`,
};

export const readTiles: Statement = {
  name: 'audit_tiles',
  text: `SELECT t.level, t.tile::float8 AS tile, t.hashes FROM unnest($2::smallint[], $3::bigint[]) w (level, tile)
    JOIN audit_tile t ON t.practice = $1 AND t.level = w.level AND t.tile = w.tile`,
};

export const putTile: Statement = {
  name: 'audit_tile_put',
  text: `INSERT INTO audit_tile (practice, level, tile, hashes) VALUES ($1, $2, $3, $4)
    ON CONFLICT (practice, level, tile) DO UPDATE SET hashes = EXCLUDED.hashes`,
};

export const growLog: Statement = {
  name: 'audit_grow',
  text: `INSERT INTO audit_log (practice, size, root, note) VALUES ($1, $2, $3, $4)
    ON CONFLICT (practice) DO UPDATE SET size = EXCLUDED.size, root = EXCLUDED.root, note = EXCLUDED.note`,
};

export const stopLog: Statement = {
  name: 'audit_stop',
  text: `UPDATE audit_log SET stopped_at = $2 WHERE practice = $1 AND stopped_at IS NULL AND log_epoch = $3
    RETURNING true AS stopped`,
};

export const keepCosigned: Statement = {
  name: 'audit_cosigned',
  text: `UPDATE audit_log SET cosigned = $4, cosigned_size = $3
    WHERE practice = $1 AND log_epoch = $2 AND (cosigned_size <= $3 OR cosigned IS NULL)`,
};

export const readHeld: Statement = {
  name: 'audit_held',
  text: 'SELECT vault, size::float8 AS size FROM audit_vault WHERE practice = $1 AND log_epoch = $2',
};

export const keepHeld: Statement = {
  name: 'audit_held_keep',
  text: `INSERT INTO audit_vault AS v (practice, vault, log_epoch, size)
    SELECT $1, u.vault, $2, u.size FROM unnest($3::smallint[], $4::bigint[]) u (vault, size)
    ON CONFLICT (practice, vault) DO UPDATE SET log_epoch = EXCLUDED.log_epoch, size = EXCLUDED.size
    WHERE (v.log_epoch, v.size) < (EXCLUDED.log_epoch, EXCLUDED.size)`,
};

export const resumeLog: Statement = {
  name: 'audit_resume',
  text: `UPDATE audit_log SET log_epoch = $2, note = $3, cosigned = $4, cosigned_size = size, stopped_at = NULL
    WHERE practice = $1 AND log_epoch < $2`,
};

export const readLeavesFrom: Statement = {
  name: 'audit_leaves',
  text: 'SELECT leaf FROM audit_leaf WHERE practice = $1 AND number >= $2 ORDER BY number LIMIT $3',
};

export const countDays: Statement = {
  name: 'audit_days',
  text: `INSERT INTO audit_day AS d (practice, day, member, opened, searched)
    SELECT $1, u.* FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[]) u (day, member, opened, searched)
    ON CONFLICT (practice, day, member)
      DO UPDATE SET opened = d.opened + EXCLUDED.opened, searched = d.searched + EXCLUDED.searched`,
};
