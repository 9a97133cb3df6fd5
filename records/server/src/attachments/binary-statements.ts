import type { Statement } from '../store/store.ts';

/** The newest epoch, and whether the scope is erased. A scope that the write will create is not. */
export const findEpochAndErasure: Statement = {
  name: 'binary_epoch',
  text: `SELECT p.epoch, scope_gone(s.erased_at, s.erasing_at) AS gone FROM practice p
    LEFT JOIN scope s ON s.practice = p.practice AND s.scope = $2 WHERE p.practice = $1`,
};

/** No row if another upload has the id, a write has named it, or it was restarted too often. */
export const beginBinary: Statement = {
  name: 'binary_begin',
  text: `INSERT INTO binary_file AS b (practice, id, scope, compartment, epoch, salt, author, begun_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (practice, id) DO UPDATE SET attempt = b.attempt + 1, begun_at = EXCLUDED.begun_at, bytes = NULL,
      sha256 = NULL, compartment = EXCLUDED.compartment, epoch = EXCLUDED.epoch, salt = EXCLUDED.salt
    WHERE b.scope = EXCLUDED.scope AND b.author = EXCLUDED.author AND b.named_at IS NULL AND NOT b.doomed
      AND b.attempt < $9
    RETURNING attempt`,
};

/** No row if the upload was restarted or the scope erased in the meantime. */
export const endBinary: Statement = {
  name: 'binary_end',
  text: `UPDATE binary_file SET bytes = $4, sha256 = $5 WHERE practice = $1 AND id = $2 AND attempt = $3
    AND sha256 IS NULL AND NOT doomed RETURNING true AS ended`,
};

export const findBinary: Statement = {
  name: 'binary_find',
  text: `SELECT b.compartment, b.epoch::float8 AS epoch, b.salt, b.attempt, b.bytes::float8 AS bytes, b.sha256,
      scope_gone(s.erased_at, s.erasing_at) AS gone,
      EXISTS (SELECT FROM canary c WHERE c.practice = $1 AND c.tag = $4) AS canary
    FROM binary_file b JOIN scope s ON s.practice = b.practice AND s.scope = b.scope
    WHERE b.practice = $1 AND b.scope = $2 AND b.id = $3 AND b.named_at IS NOT NULL
      AND b.withheld IS NULL`,
};

/**
 * Binaries that no write named in time, of erased files and of destroyed resources, locked so that no write names them
 * now.
 */
export const findSwept: Statement = {
  name: 'binary_swept',
  text: `SELECT id, attempt FROM binary_file WHERE practice = $1 AND (doomed OR named_at IS NULL AND begun_at < $2)
    LIMIT 20 FOR UPDATE SKIP LOCKED`,
};

export const forgetBinary: Statement = {
  name: 'binary_forget',
  text: 'DELETE FROM binary_file WHERE practice = $1 AND id = $2',
};
