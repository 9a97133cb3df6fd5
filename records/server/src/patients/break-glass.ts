import type { BodyOf, dataRoutes } from '@etanche/core-records-protocol';
import { appendLeaf } from '../audit/append-leaf.ts';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import type { DataDependencies } from '../data/data-dependencies.ts';

const find = { name: 'break_glass_scope', text: 'SELECT true AS found FROM scope WHERE practice = $1 AND scope = $2' };

/**
 * Records the reason for using the emergency quota in the patient's list of accesses; the vaults' alarms name the
 * member.
 *
 * @throws Refusal `not_found`
 */
export async function breakGlass(
  dependencies: DataDependencies,
  tx: Tx,
  { practice, member, session }: Session,
  { scope, reason, sealed }: BodyOf<typeof dataRoutes.breakGlass>,
): Promise<void> {
  if (scope !== undefined && (await rowsOf(tx, find, [practice, scope])).length === 0) throw new Refusal('not_found');
  const about = { ...(scope !== undefined && { scope }), ...(sealed !== undefined && { sealed }) };
  await appendLeaf(tx, practice, { kind: 'break_glass', member, session, detail: reason, ...about }, dependencies);
  dependencies.metrics.breakGlass();
  dependencies.logger.warn('break_glass');
}
