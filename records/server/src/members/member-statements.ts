/** Statements on members, their keys and their invitations (`02-members.sql`). */
export const addMember = {
  name: 'member_add',
  text: `INSERT INTO member (practice, member, name, roles, status, keys, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT DO NOTHING RETURNING member`,
};

export const addKeys = {
  name: 'member_keys_add',
  text: `INSERT INTO member_keys (practice, member, keys, statement, auth, author, grant_key, sealing, registered_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING keys`,
};

export const setKeys = {
  name: 'member_set_keys',
  text: `UPDATE member SET keys = $3, name = $4, status = 'waiting', renewal = NULL
    WHERE practice = $1 AND member = $2 RETURNING roles`,
};

/** The services of a gateway, as it has stated them. */
export const setServices = {
  name: 'member_set_services',
  text: 'UPDATE member SET services = $3 WHERE practice = $1 AND member = $2',
};

/** A member's new keys, which wait for the chain. */
export const setRenewal = {
  name: 'member_set_renewal',
  text: 'UPDATE member SET renewal = $3 WHERE practice = $1 AND member = $2',
};

/**
 * `keys` are the keys registered last, which may still wait for the chain. Proofs belong to the keys in use and to the
 * keys that wait. `granted` is null for a member who gets no secrets, or may not be granted any now.
 */
export const listMembers = {
  name: 'member_list',
  text: `SELECT m.member, m.name, m.roles, m.status, m.services, k.statement AS keys, c.until::float8 AS until, c.ends_at::float8 AS ends, p.live,
      u.proof_issuer AS issuer, u.proof_national_id AS "nationalId", u.proved_at::float8 AS proved,
      w.proof_issuer AS "renewalIssuer", w.proof_national_id AS "renewalId", w.proved_at::float8 AS "renewalProved",
      CASE WHEN m.status = 'active' AND m.roles && '{doctor,secretary,administrator,gateway}' THEN EXISTS (
        SELECT FROM key_grant g WHERE g.practice = m.practice AND g.holder = m.member AND g.holder_keys = m.keys
          AND CASE WHEN m.roles && '{doctor,gateway}' THEN g.role = 'care' AND g.epoch = p.epoch
            WHEN m.roles && '{secretary}' THEN g.role = 'reception' AND g.epoch = p.epoch
            ELSE g.role = 'settings' END) END AS granted,
      ARRAY(SELECT e.statement FROM member_keys e WHERE e.practice = m.practice AND e.member = m.member
        AND e.keys IS DISTINCT FROM coalesce(m.renewal, m.keys) ORDER BY e.registered_at DESC LIMIT 20) AS former
    FROM member m JOIN practice p USING (practice)
    LEFT JOIN member_keys k ON k.practice = m.practice AND k.member = m.member
      AND k.keys = coalesce(m.renewal, m.keys)
    LEFT JOIN member_keys u ON u.practice = m.practice AND u.member = m.member AND u.keys = m.keys
    LEFT JOIN member_keys w ON w.practice = m.practice AND w.member = m.member AND w.keys = m.renewal
    LEFT JOIN chain_member c ON c.practice = m.practice AND c.member = m.member
    WHERE m.practice = $1 ORDER BY m.created_at, m.member LIMIT 1000`,
};

export const countMembers = {
  name: 'member_count',
  text: 'SELECT count(*)::integer AS count FROM member WHERE practice = $1',
};

/** Two concurrent invitations would both take the last free place. */
export const lockPractice = {
  name: 'member_lock_practice',
  text: 'SELECT practice FROM practice WHERE practice = $1 FOR UPDATE',
};

export const putInvitation = {
  name: 'invitation_put',
  text: `INSERT INTO invitation (practice, member, token, name, roles, invited_by, created_at, expires_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (practice, member) DO UPDATE
      SET token = $3, name = $4, roles = $5, invited_by = $6, created_at = $7, expires_at = $8`,
};

export const findInvitation = {
  name: 'invitation_find',
  text: `SELECT i.member, i.name, i.roles, p.name AS practice_name, p.genesis
    FROM invitation i JOIN practice p USING (practice)
    WHERE i.practice = $1 AND i.token = $2 AND i.expires_at > $3`,
};

export const takeInvitation = {
  name: 'invitation_take',
  text: `DELETE FROM invitation WHERE practice = $1 AND token = $2 AND expires_at > $3 RETURNING name`,
};

export const withdrawInvitation = {
  name: 'invitation_withdraw',
  text: 'DELETE FROM invitation WHERE practice = $1 AND member = $2 RETURNING member',
};

/** Deletes a person who was only invited; the log still contains them. */
export const removeInvited = {
  name: 'member_remove_invited',
  text: `DELETE FROM member WHERE practice = $1 AND member = $2 AND status = 'invited' AND keys IS NULL`,
};

export const dropRecoveryPlan = {
  name: 'recovery_plan_drop',
  text: `WITH known AS (DELETE FROM recovery_lookup WHERE practice = $1 AND member = $2)
    DELETE FROM recovery_plan WHERE practice = $1 AND member = $2`,
};
