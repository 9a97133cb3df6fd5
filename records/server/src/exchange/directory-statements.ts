import type { Statement } from '../store/store.ts';

/** The newest entry of a practice in a directory. */
export type ListedRow = {
  readonly sequence: number;
  readonly entry: string;
  readonly sealing: Buffer | null;
  readonly removed: boolean;
};

export const findListed: Statement = {
  name: 'directory_find',
  text: `SELECT sequence::float8 AS sequence, entry, sealing, removed FROM directory_entry
    WHERE practice = $1 AND listed = $2`,
};

/** Leaves from a number, as many together as one answer takes. */
export const readLeaves: Statement = {
  name: 'directory_leaves',
  text: `SELECT leaf FROM (
      SELECT number, leaf, sum(octet_length(leaf)) OVER (ORDER BY number) AS bytes FROM audit_leaf
      WHERE practice = $1 AND number >= $2::bigint AND number < $2::bigint + $3::bigint) AS l
    WHERE bytes <= $4::bigint OR number = $2::bigint ORDER BY number`,
};

/** Two changes of one practice's entry at once would both follow the same one. */
export const lockListed: Statement = {
  name: 'directory_lock',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('etanche/directory/' || $1, 0))`,
};

export const putListed: Statement = {
  name: 'directory_put',
  text: `INSERT INTO directory_entry (practice, listed, sequence, entry, sealing, changed_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (practice, listed) DO UPDATE SET sequence = EXCLUDED.sequence, entry = EXCLUDED.entry,
      sealing = EXCLUDED.sealing, changed_at = EXCLUDED.changed_at, removed = false`,
};

export const removeListed: Statement = {
  name: 'directory_remove',
  text: 'UPDATE directory_entry SET removed = true, changed_at = $3 WHERE practice = $1 AND listed = $2',
};

export const listEntries: Statement = {
  name: 'directory_entries',
  text: 'SELECT listed, entry FROM directory_entry WHERE practice = $1 AND NOT removed AND sealing IS NULL LIMIT 100',
};

export const keepSealing: Statement = {
  name: 'directory_sealing',
  text: 'UPDATE directory_entry SET sealing = $3 WHERE practice = $1 AND listed = $2 AND entry = $4',
};

/** The keys with which an active doctor signs, and the newest epoch. */
export const findAuthor: Statement = {
  name: 'exchange_author',
  text: `SELECT k.auth, k.author, p.epoch, k.statement FROM member m JOIN practice p USING (practice)
    JOIN member_keys k ON k.practice = m.practice AND k.member = m.member AND k.keys = m.keys
    WHERE m.practice = $1 AND m.member = $2 AND m.status = 'active' AND m.roles && '{doctor}'`,
};

export const findIdentities: Statement = {
  name: 'exchange_identities',
  text: `SELECT m.member, left(k.proof_issuer, 120) AS provider, k.proved_at::float8 AS at FROM member m
    JOIN member_keys k ON k.practice = m.practice AND k.member = m.member AND k.keys = m.keys
    WHERE m.practice = $1 AND m.status = 'active' AND m.roles && '{doctor}' AND k.proof_issuer IS NOT NULL
    ORDER BY m.member`,
};
