/** Statements on epochs and grants (`04-epochs.sql`). */
export const listGrants = {
  name: 'grant_list',
  text: `SELECT statement FROM key_grant WHERE practice = $1 AND holder = $2 ORDER BY epoch DESC, created_at DESC LIMIT 1000`,
};

export const listEpochs = {
  name: 'epoch_list',
  text: 'SELECT statement FROM epoch WHERE practice = $1 ORDER BY epoch LIMIT 1000',
};

export const lockEpoch = {
  name: 'epoch_lock',
  text: 'SELECT epoch, kit_auth, kit_keys FROM practice WHERE practice = $1 FOR UPDATE',
};

/** Separate from the lock: a statement that waited for the lock would not see an epoch opened in the meantime. */
export const readEpochStatement = {
  name: 'epoch_read',
  text: 'SELECT statement FROM epoch WHERE practice = $1 AND epoch = $2',
};

export const addEpoch = {
  name: 'epoch_add',
  text: 'INSERT INTO epoch (practice, epoch, statement, opener, created_at) VALUES ($1, $2, $3, $4, $5)',
};

export const moveEpoch = {
  name: 'epoch_move',
  text: 'UPDATE practice SET epoch = $2 WHERE practice = $1',
};

export const addGrant = {
  name: 'grant_add',
  text: `INSERT INTO key_grant (practice, holder, epoch, role, holder_keys, granter, statement, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING holder`,
};

/** Members by id, with the keys that they registered and that are on the chain. */
export const chainKeys = {
  name: 'grant_chain_keys',
  text: `SELECT c.member, c.roles, c.status, c.keys, k.grant_key, c.until::float8 AS until, c.ends_at::float8 AS ends
    FROM chain_member c
    JOIN member_keys k ON k.practice = c.practice AND k.member = c.member AND k.keys = c.keys
    WHERE c.practice = $1 AND c.member = ANY ($2)`,
};
