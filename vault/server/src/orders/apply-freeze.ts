import type { Action } from '@etanche/core-vault-protocol';
import { replaceKey, requireMember } from './apply-member.ts';
import type { Application } from './application.ts';
import { rejectOrder } from './order-rules.ts';

export async function applyFreezeAction(
  application: Application,
  action: Extract<Action, { kind: 'freeze' | 'confirm-freeze' | 'thaw' }>,
): Promise<void> {
  await requireMember(application, action.member);
  if (action.kind === 'thaw') await thaw(application, action);
  else await freeze(application, action);
}

/**
 * A freeze that an approver ordered or confirmed lasts until a thaw. It replaces a freeze of the records server with
 * the same id; a vault that never saw that freeze gets it from this order. If the existing freeze is about another
 * member, it continues under an id of its own, since one approver may end none.
 */
async function freeze(
  { client, practice, at }: Application,
  action: Extract<Action, { kind: 'freeze' | 'confirm-freeze' }>,
): Promise<void> {
  await client.query(
    `UPDATE member_freeze SET id = record_id()
     WHERE practice = $1 AND id = $2 AND by = 'server' AND member <> $3 AND ended_at IS NULL`,
    [practice, action.freeze, action.member],
  );
  const { rowCount } = await client.query(
    `INSERT INTO member_freeze AS f (practice, id, member, reason, by, since) VALUES ($1, $2, $3, $4, 'approver', $5)
     ON CONFLICT (practice, id) DO UPDATE SET member = excluded.member, reason = excluded.reason, by = excluded.by,
       since = least(f.since, excluded.since), until = NULL, ended_at = NULL
     WHERE f.by = 'server'`,
    [practice, action.freeze, action.member, action.reason, at],
  );
  if (rowCount !== 1) rejectOrder('A freeze with this id was already ordered.');
}

async function thaw(application: Application, action: Extract<Action, { kind: 'thaw' }>): Promise<void> {
  const { client, practice, at } = application;
  const { rows } = await client.query<{ member: string; reason: string; by: string; ended_at: string | null }>(
    'SELECT member, reason, by, ended_at FROM member_freeze WHERE practice = $1 AND id = $2',
    [practice, action.freeze],
  );
  const [known] = rows;
  const fits = known?.member === action.member && known.reason === action.reason;
  if (known?.by === 'approver' && (!fits || known.ended_at !== null)) {
    rejectOrder('This member has no such freeze with this reason.');
  }
  // Freezes of the records server are not on the chain. A vault that does not have this freeze, or has a different one,
  // has nothing to end, and applies the rest of the order as the other vaults do.
  if (fits) {
    await client.query('UPDATE member_freeze SET ended_at = $3 WHERE practice = $1 AND id = $2', [
      practice,
      action.freeze,
      at,
    ]);
  }
  if (action.rekey === undefined) return;
  await replaceKey(application, action.member, action.rekey);
  // The suspicion was about the old key, which stays refused permanently: one new seed ends every such freeze.
  await client.query(
    `UPDATE member_freeze SET ended_at = $3
     WHERE practice = $1 AND member = $2 AND reason = 'suspected_theft' AND ended_at IS NULL`,
    [practice, action.member, at],
  );
}
