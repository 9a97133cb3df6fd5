import { roles, type Action, type EnrolledMember } from '@etanche/core-vault-protocol';
import type { Application } from './application.ts';
import { rejectOrder } from './order-rules.ts';
import { registerKey } from './practice-keys.ts';

/** Maximum number of members of a practice, including retired ones, so that a statement can list them all. */
const mostMembers = 1000;

export async function applyMemberAction(
  application: Application,
  action: Extract<Action, { kind: 'enrol' | 'rekey' | 'raise' | 'retire' | 'reactivate' }>,
): Promise<void> {
  const { client, practice, at } = application;
  switch (action.kind) {
    case 'enrol':
      return (await renewRight(application, action)) ? undefined : addMember(application, action, at, action.until);
    case 'rekey':
      await requireMember(application, action.member);
      return replaceKey(application, action.member, action);
    case 'raise':
      return raise(application, action);
    case 'reactivate':
      await requireMember(application, action.member);
      await client.query('UPDATE practice_member SET active_at = $3 WHERE practice = $1 AND id = $2', [
        practice,
        action.member,
        at,
      ]);
      return;
    case 'retire':
      await requireMember(application, action.member);
      await client.query('UPDATE practice_member SET retired_at = $3 WHERE practice = $1 AND id = $2', [
        practice,
        action.member,
        at,
      ]);
  }
}

/** Gives a member whose right ends another end, if the order repeats their keys and roles. @returns whether it does */
async function renewRight(
  { client, practice, at }: Application,
  { member, auth, keys, roles: ofMember, until }: Extract<Action, { kind: 'enrol' }>,
): Promise<boolean> {
  if (until === undefined) return false;
  const { rowCount } = await client.query(
    `UPDATE practice_member SET until = $6, active_at = greatest(active_at, $7) WHERE practice = $1 AND id = $2 AND retired_at IS NULL AND until IS NOT NULL
       AND auth = $3 AND keys = $4 AND roles @> $5::text[] AND roles <@ $5::text[]`,
    [practice, member, auth, keys, ofMember, until * 1000, at],
  );
  return rowCount === 1;
}

/** @param newSince ms, or null for a founder @param until seconds */
export async function addMember(
  application: Application,
  { member, auth, keys, roles: ofMember }: EnrolledMember,
  newSince: number | null,
  until?: number,
): Promise<void> {
  const { client, practice, at } = application;
  await refuseKnownHolder(application, member);
  const { rows } = await client.query<{ n: number }>(
    'SELECT count(*)::integer AS n FROM practice_member WHERE practice = $1',
    [practice],
  );
  if ((rows[0]?.n ?? mostMembers) >= mostMembers)
    rejectOrder('The practice has reached its maximum number of members.');
  await registerKey(application, auth, 'member', member);
  await client.query(
    `INSERT INTO practice_member (practice, id, auth, keys, roles, since, new_since, active_at, until)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $6, $8)`,
    [practice, member, auth, keys, ofMember, at, newSince, until === undefined ? null : until * 1000],
  );
}

/**
 * Members and importers share one space of ids, because counts are reported by id. The practice's own id stands for its
 * kit at the records server.
 */
export async function refuseKnownHolder({ client, practice }: Application, holder: string): Promise<void> {
  if (holder === practice) rejectOrder('The id is the practice’s own id.');
  const { rows } = await client.query('SELECT 1 FROM practice_key WHERE practice = $1 AND holder = $2 LIMIT 1', [
    practice,
    holder,
  ]);
  if (rows.length > 0) rejectOrder('The id is or was already known in this practice.');
}

/** Locks the member's row: every claim on the old state has ended, and every later claim sees the new state. */
export async function requireMember({ client, practice }: Application, member: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ roles: string[]; retired_at: string | null }>(
    'SELECT roles, retired_at FROM practice_member WHERE practice = $1 AND id = $2 FOR UPDATE',
    [practice, member],
  );
  const [row] = rows;
  if (row?.retired_at !== null) rejectOrder('The practice has no such member.');
  return row.roles;
}

/**
 * Refuses the old key from now on, ends raises, and starts the member with a small part of the quota. The signers of
 * the order already know the alarms about the old key.
 */
export async function replaceKey(
  application: Application,
  member: string,
  { auth, keys }: { readonly auth: string; readonly keys: string },
): Promise<void> {
  const { client, practice, at } = application;
  await registerKey(application, auth, 'member', member);
  await client.query(
    'UPDATE practice_member SET auth = $3, keys = $4, new_since = $5, active_at = $5 WHERE practice = $1 AND id = $2',
    [practice, member, auth, keys, at],
  );
  await client.query(
    `UPDATE alarm SET acknowledged_at = $3
     WHERE practice = $1 AND member = $2 AND acknowledge_by IS NOT NULL AND acknowledged_at IS NULL`,
    [practice, member, at],
  );
  await client.query('DELETE FROM practice_raise WHERE practice = $1 AND member = $2', [practice, member]);
}

async function raise(application: Application, action: Extract<Action, { kind: 'raise' }>): Promise<void> {
  const { client, practice, config } = application;
  const held = await requireMember(application, action.member);
  const bound = Math.max(...roles.map((role) => (held.includes(role) ? config.roles[role][action.purpose] : 0)));
  if (bound === 0) rejectOrder('The member’s roles have no quota for that purpose.');
  if (action.perDay <= bound) rejectOrder('The raise is not above the quota of the member’s roles.');
  await client.query(
    `INSERT INTO practice_raise (practice, member, purpose, per_day, until) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (practice, member, purpose) DO UPDATE SET per_day = excluded.per_day, until = excluded.until`,
    [practice, action.member, action.purpose, action.perDay, action.until * 1000],
  );
}
