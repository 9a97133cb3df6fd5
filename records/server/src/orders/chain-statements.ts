/** Statements on the members of the chain (`02-members.sql`). */
export const lockPractice = {
  name: 'chain_lock',
  text: `SELECT chain_sequence, chain_head, read_at::float8 AS read_at FROM practice WHERE practice = $1 FOR UPDATE`,
};

export const readPractice = {
  name: 'chain_read',
  text: `SELECT chain_sequence, chain_head, read_at::float8 AS read_at FROM practice WHERE practice = $1`,
};

export const moveChain = {
  name: 'chain_move',
  text: `UPDATE practice SET chain_sequence = $2, chain_head = $3, live = $4, read_at = greatest(read_at, $5)
    WHERE practice = $1`,
};

export const changeKit = {
  name: 'chain_kit',
  text: `WITH changed AS (UPDATE practice SET kit_auth = $2, kit_keys = $3 WHERE practice = $1 AND kit_auth <> $2 RETURNING 1)
    DELETE FROM session WHERE practice = $1 AND member = $1 AND EXISTS (SELECT FROM changed)`,
};

export const putImporter = {
  name: 'chain_importer',
  text: `INSERT INTO chain_member (practice, member, roles, status, emergency, auth, keys, until)
      VALUES ($1, $2, '{importer}', 'active', true, $3, $4, $5)
    ON CONFLICT (practice, member) DO UPDATE SET auth = $3, keys = $4, until = $5`,
};

/** @param $2…$8 arrays of one length: members, roles in JSON, statuses, emergency, auth keys, hashes of keys, ends */
export const putMembers = {
  name: 'chain_members',
  text: `INSERT INTO chain_member (practice, member, roles, status, emergency, auth, keys, ends_at)
      SELECT $1, each.member, ARRAY(SELECT jsonb_array_elements_text(each.roles)), each.status, each.emergency,
        each.auth, each.keys, each.ends_at
      FROM unnest($2::text[], $3::jsonb[], $4::text[], $5::boolean[], $6::text[], $7::text[], $8::bigint[])
        AS each (member, roles, status, emergency, auth, keys, ends_at)
    ON CONFLICT (practice, member) DO UPDATE
      SET roles = excluded.roles, status = excluded.status, emergency = excluded.emergency, auth = excluded.auth,
        keys = excluded.keys, ends_at = excluded.ends_at
      WHERE (chain_member.roles, chain_member.status, chain_member.emergency, chain_member.auth, chain_member.keys,
          chain_member.ends_at)
        IS DISTINCT FROM (excluded.roles, excluded.status, excluded.emergency, excluded.auth, excluded.keys,
          excluded.ends_at)`,
};

/** A member on whom t vaults no longer agree may do nothing until they agree. @param $2 members on whom they agree */
export const suspendUnconfirmed = {
  name: 'chain_doubt',
  text: `UPDATE chain_member SET status = 'frozen', emergency = false
    WHERE practice = $1 AND until IS NULL AND status = 'active' AND member <> ALL ($2::text[])`,
};

/**
 * Activates the new keys of members once the vaults know them. Everything of the old seed ends except the keys that
 * verify its signatures.
 */
export const activateRenewedKeys = {
  name: 'chain_renew',
  text: `WITH renewed AS (
      UPDATE member m SET keys = m.renewal, renewal = NULL FROM chain_member c
      WHERE m.practice = $1 AND c.practice = $1 AND c.member = m.member AND c.keys = m.renewal
      RETURNING m.member, m.keys
    ), lookups AS (DELETE FROM recovery_lookup l USING renewed r WHERE l.practice = $1 AND l.member = r.member
    ), plans AS (DELETE FROM recovery_plan p USING renewed r WHERE p.practice = $1 AND p.member = r.member)
    DELETE FROM passkey k USING renewed r WHERE k.practice = $1 AND k.member = r.member AND k.keys <> r.keys`,
};

/**
 * Takes the roles and status of the registered members from the chain. A member that is not on the chain, or has other
 * keys there, waits. A frozen or retired member loses every session at once. A member with a new seed continues to
 * wait.
 */
export const syncMemberStatus = {
  name: 'chain_settle',
  text: `WITH said AS (
      SELECT m.member, c.roles, m.status AS before, m.keys IS NOT DISTINCT FROM c.keys AS same,
        CASE WHEN m.keys IS NULL THEN 'invited'
             WHEN m.keys IS DISTINCT FROM c.keys THEN 'waiting'
             ELSE c.status END AS status
      FROM member m LEFT JOIN chain_member c USING (practice, member) WHERE m.practice = $1
    ), changed AS (
      UPDATE member m SET roles = coalesce(s.roles, m.roles), status = s.status
      FROM said s WHERE m.practice = $1 AND m.member = s.member
        AND (m.status <> s.status OR m.roles IS DISTINCT FROM coalesce(s.roles, m.roles))
      RETURNING m.member, m.status, s.before
    )
    DELETE FROM session s WHERE s.practice = $1 AND s.member IN (
        SELECT member FROM changed WHERE status <> before AND status IN ('frozen', 'retired', 'waiting'))
      AND NOT EXISTS (SELECT FROM passkey k JOIN member m USING (practice, member)
        WHERE k.practice = $1 AND k.passkey = s.passkey AND k.keys = m.renewal)`,
};

/** Ends the sessions of frozen members who lost the emergency quota by a later freeze. */
export const endEmptySessions = {
  name: 'chain_end_taken',
  text: `DELETE FROM session s USING chain_member c WHERE s.practice = $1 AND c.practice = $1 AND c.member = s.member
    AND c.status = 'frozen' AND NOT c.emergency
    AND EXISTS (SELECT FROM member m WHERE m.practice = $1 AND m.member = s.member AND m.status = 'frozen')
    AND NOT EXISTS (SELECT FROM passkey k JOIN member m USING (practice, member)
      WHERE k.practice = $1 AND k.passkey = s.passkey AND k.keys = m.renewal)`,
};
