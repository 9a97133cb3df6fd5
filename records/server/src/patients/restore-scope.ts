import { appendLeaf, type LeafSources } from '../audit/append-leaf.ts';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import { clearErasing, endErasure, lockErasure, noteRestore, type OpenErasure } from './erasure-statements.ts';

type Locked = OpenErasure & { readonly scope: string };

/**
 * Withdraws a doctor's request for an erasure, or restores a withheld file, which takes two different doctors.
 *
 * @throws Refusal `not_found`
 */
export async function restoreScope(
  dependencies: LeafSources,
  tx: Tx,
  { practice, member, session }: Session,
  erasure: string,
): Promise<{ restored: boolean }> {
  const [open] = await rowsOf<Locked>(tx, lockErasure, [practice, erasure]);
  if (open === undefined) throw new Refusal('not_found');
  const { scope } = open;
  const isSecond = open.restore_by !== null && open.restore_by !== member;
  const restored = open.confirmed_by === null || isSecond;
  if (restored) await giveBack(tx, practice, open, dependencies.now());
  else await rowsOf(tx, noteRestore, [practice, erasure, member]);
  const kind = restored ? 'erasure_restored' : 'erasure_restore_asked';
  await appendLeaf(tx, practice, { kind, member, session, scope }, dependencies);
  return { restored };
}

export async function giveBack(tx: Tx, practice: string, { erasure, scope }: Locked, at: number): Promise<void> {
  await rowsOf(tx, endErasure, [practice, erasure, at, 'restored']);
  await rowsOf(tx, clearErasing, [practice, scope]);
}
