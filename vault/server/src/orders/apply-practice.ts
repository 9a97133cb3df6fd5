import type { Action } from '@etanche/core-vault-protocol';
import { addApprover, mostApprovers, requireTwoApprovers } from './apply-genesis.ts';
import { goLive, openImporter } from './apply-importer.ts';
import type { Application } from './application.ts';
import { rejectOrder } from './order-rules.ts';
import { registerKey } from './practice-keys.ts';
import { raiseAlarm } from './practice-row.ts';

type PracticeAction = Extract<
  Action,
  { kind: 'approvers' | 'kit' | 'contacts' | 'server' | 'importer' | 'live' | 'restore' | 'dormancy' }
>;

export async function applyPracticeAction(application: Application, action: PracticeAction): Promise<void> {
  const { client, practice, at } = application;
  switch (action.kind) {
    case 'approvers':
      return changeApprovers(application, action);
    case 'kit':
      await registerKey(application, action.kit.auth, 'kit', null);
      await client.query('UPDATE practice SET kit_auth = $2, kit_keys = $3 WHERE id = $1', [
        practice,
        action.kit.auth,
        action.kit.keys,
      ]);
      return;
    case 'contacts':
      // The removed contacts are notified as well.
      await raiseAlarm(client, practice, { kind: 'order', detail: 'contacts' }, at);
      await client.query(
        `UPDATE alarm a SET contacts = p.contacts FROM practice p
         WHERE p.id = $1 AND a.practice = $1 AND a.contacts IS NULL
           AND EXISTS (SELECT FROM alarm_delivery d WHERE d.alarm = a.id)`,
        [practice],
      );
      await client.query('UPDATE practice SET contacts = $2 WHERE id = $1', [practice, action.contacts]);
      return;
    case 'server':
      await registerKey(application, action.server, 'server', null);
      await client.query('UPDATE practice SET server = $2 WHERE id = $1', [practice, action.server]);
      return;
    case 'importer':
      return openImporter(application, action);
    case 'live':
      await goLive(application);
      return;
    case 'dormancy':
      await client.query('UPDATE practice SET dormant_days = $2 WHERE id = $1', [practice, action.days]);
      return;
    case 'restore':
      return restoreLog(application, action);
  }
}

async function changeApprovers(
  application: Application,
  { add, remove }: Extract<Action, { kind: 'approvers' }>,
): Promise<void> {
  const { client, practice, at } = application;
  const { rowCount } = await client.query(
    'UPDATE approver SET removed_at = $3 WHERE practice = $1 AND id = ANY ($2) AND removed_at IS NULL',
    [practice, remove, at],
  );
  if (rowCount !== remove.length) rejectOrder('An approver to remove is not an approver.');
  for (const approver of add) await addApprover(application, approver);
  const { rows } = await client.query<{ n: number }>(
    'SELECT count(*)::integer AS n FROM approver WHERE practice = $1 AND removed_at IS NULL',
    [practice],
  );
  const left = rows[0]?.n ?? mostApprovers + 1;
  if (left > mostApprovers) rejectOrder(`A practice has at most ${mostApprovers} approvers.`);
  await requireTwoApprovers(application);
}

async function restoreLog(
  { client, practice, at }: Application,
  { logEpoch, size, root }: Extract<Action, { kind: 'restore' }>,
): Promise<void> {
  const { rows } = await client.query<{ log_epoch: number; log_size: string; log_root: string | null }>(
    'SELECT log_epoch, log_size, log_root FROM practice WHERE id = $1',
    [practice],
  );
  const [held] = rows;
  if (held === undefined || logEpoch !== held.log_epoch + 1) rejectOrder('The log epoch is not the next one.');
  // Two approvers signed this, and the chains of the vaults may not fork: a root that contradicts this vault's root
  // only raises an alarm.
  if (Number(held.log_size) === size && held.log_root !== null && held.log_root !== root) {
    await raiseAlarm(client, practice, { kind: 'checkpoint_refused', detail: 'restore' }, at);
  }
  await client.query('UPDATE practice SET log_epoch = $2, log_size = $3, log_root = $4 WHERE id = $1', [
    practice,
    logEpoch,
    size,
    root,
  ]);
}
