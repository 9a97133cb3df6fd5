/** Statements on recovery (`05-recovery.sql`). */
export const putPlan = {
  name: 'recovery_plan_put',
  text: `INSERT INTO recovery_plan (practice, member, lookup, plan, keyring, helpers_needed, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (practice, member)
    DO UPDATE SET lookup = $3, plan = $4, keyring = $5, helpers_needed = $6, created_at = $7`,
};

export const dropHelpers = {
  name: 'recovery_helpers_drop',
  text: 'DELETE FROM recovery_helper WHERE practice = $1 AND member = $2',
};

/** Stores only the shares of current members. @param $3, $4 helpers and the share that is sealed to each */
export const addHelpers = {
  name: 'recovery_helpers_add',
  text: `INSERT INTO recovery_helper (practice, member, helper, sealed)
    SELECT $1, $2, each.helper, each.sealed FROM unnest($3::text[], $4::text[]) AS each (helper, sealed)
    JOIN member m ON m.practice = $1 AND m.member = each.helper AND m.status = 'active' AND NOT m.roles && '{importer,gateway}'
    WHERE each.helper <> $2 RETURNING helper`,
};

/** Number of other members who can help now. */
export const countHelpers = {
  name: 'recovery_helpers_count',
  text: `SELECT count(*)::int AS others FROM member
    WHERE practice = $1 AND member <> $2 AND status = 'active' AND NOT roles && '{importer,gateway}'`,
};

/** Ends requests by the sheet of an earlier plan: shares of two plans do not combine. */
export const dropRecoveries = {
  name: 'recoveries_drop',
  text: 'DELETE FROM recovery WHERE practice = $1 AND member = $2',
};

export const dropLookup = {
  name: 'recovery_lookup_drop',
  text: 'DELETE FROM recovery_lookup WHERE practice = $1 AND member = $2',
};

export const addLookup = {
  name: 'recovery_lookup_add',
  text: 'INSERT INTO recovery_lookup (lookup, practice, member) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING lookup',
};

export const findLookup = {
  name: 'recovery_lookup_find',
  text: 'SELECT practice, member FROM recovery_lookup WHERE lookup = $1',
};

/** A member's open recoveries. A new one replaces the oldest, so that an attacker cannot lock the member out. */
export const trimRecoveries = {
  name: 'recovery_trim',
  text: `DELETE FROM recovery WHERE practice = $1 AND member = $2 AND (expires_at <= $3 OR recovery IN (
    SELECT recovery FROM recovery WHERE practice = $1 AND member = $2 ORDER BY asked_at DESC, recovery OFFSET 4))`,
};

export const addRecovery = {
  name: 'recovery_add',
  text: `INSERT INTO recovery (practice, recovery, member, token, sealing, status, asked_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7)`,
};

/** Recoveries that this helper has not helped yet, whether or not others have. */
export const listRecoveries = {
  name: 'recovery_list',
  text: `SELECT r.recovery, r.member, m.name, r.sealing, h.sealed, r.asked_at::float8 AS asked
    FROM recovery r JOIN recovery_helper h USING (practice, member) JOIN member m USING (practice, member)
    WHERE r.practice = $1 AND h.helper = $2 AND r.status <> 'done' AND r.expires_at > $3
      AND NOT EXISTS (SELECT FROM recovery_help g WHERE g.practice = $1 AND g.recovery = r.recovery AND g.helper = $2)
    ORDER BY r.asked_at LIMIT 100`,
};

export const lockRecovery = {
  name: 'recovery_lock',
  text: `SELECT r.member FROM recovery r
    WHERE r.practice = $1 AND r.recovery = $2 AND r.status <> 'done' AND r.expires_at > $4
      AND EXISTS (SELECT FROM recovery_helper h WHERE h.practice = $1 AND h.member = r.member AND h.helper = $3)
    FOR UPDATE`,
};

export const addHelp = {
  name: 'recovery_help_add',
  text: `INSERT INTO recovery_help (practice, recovery, helper, sealed) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING RETURNING helper`,
};

/** After `addHelp`, under `lockRecovery`. */
export const markHelped = {
  name: 'recovery_mark_helped',
  text: `UPDATE recovery r SET status = 'helped' FROM recovery_plan p
    WHERE r.practice = $1 AND r.recovery = $2 AND p.practice = $1 AND p.member = r.member
      AND p.helpers_needed <= (SELECT count(*) FROM recovery_help g WHERE g.practice = $1 AND g.recovery = $2)`,
};

export const findRecovery = {
  name: 'recovery_find',
  text: `SELECT r.member, m.name, r.status, p.plan, p.keyring
    FROM recovery r JOIN recovery_plan p USING (practice, member) JOIN member m USING (practice, member)
    WHERE r.practice = $1 AND r.recovery = $2 AND r.token = $3 AND r.expires_at > $4`,
};

export const listHelps = {
  name: 'recovery_helps',
  text: 'SELECT helper, sealed FROM recovery_help WHERE practice = $1 AND recovery = $2 ORDER BY helper',
};

export const endRecovery = {
  name: 'recovery_end',
  text: `UPDATE recovery SET status = 'done' WHERE practice = $1 AND recovery = $2 AND token = $3 AND status = 'helped'
    AND expires_at > $4 RETURNING member`,
};
