import { rowsOf, type Tx } from '../store/store.ts';
import type { ChainView } from './chain-view.ts';
import {
  changeKit,
  suspendUnconfirmed,
  endEmptySessions,
  lockPractice,
  moveChain,
  putImporter,
  putMembers,
  activateRenewedKeys,
  syncMemberStatus,
} from './chain-statements.ts';
import type { AppliedOrder } from './read-orders.ts';

export type KnownChain = { readonly sequence: number; readonly head: string; readonly readAt: number };
export type KnownRow = { readonly chain_sequence: number; readonly chain_head: string; readonly read_at: number };

/**
 * Stores the state that t vaults agree on. A view older than the stored one changes nothing.
 *
 * @param orders the orders that lead from the stored head to the view's
 * @param readAt time of the query to the vaults, in ms
 */
export async function writeChain(
  tx: Tx,
  practice: string,
  view: ChainView,
  orders: readonly AppliedOrder[],
  readAt: number,
): Promise<void> {
  const [known] = await rowsOf<KnownRow>(tx, lockPractice, [practice]);
  if (known === undefined || known.chain_sequence > view.sequence) return;
  if (known.chain_sequence === view.sequence && known.read_at > readAt) return;
  const fresh = orders.filter(({ sequence }) => sequence > known.chain_sequence);
  for (const order of fresh) await applyOrder(tx, practice, order);
  await putView(tx, practice, view);
  await rowsOf(tx, moveChain, [practice, view.sequence, view.head, view.live, readAt]);
}

/** Applies what a statement does not contain: the kit's keys, and importers. */
export async function applyOrder(tx: Tx, practice: string, { action }: AppliedOrder): Promise<void> {
  if (action.kind === 'genesis' || action.kind === 'kit') {
    await rowsOf(tx, changeKit, [practice, action.kit.auth, action.kit.keys]);
  } else if (action.kind === 'importer') {
    await rowsOf(tx, putImporter, [practice, action.importer, action.auth, action.keys, action.until * 1000]);
  }
}

export async function putView(tx: Tx, practice: string, { members }: ChainView): Promise<void> {
  await rowsOf(tx, putMembers, [
    practice,
    members.map(({ member }) => member),
    members.map(({ roles }) => JSON.stringify(roles)),
    members.map(({ status }) => status),
    members.map(({ emergency }) => emergency),
    members.map(({ auth }) => auth),
    members.map(({ keys }) => keys),
    members.map(({ until }) => (until === null ? null : until * 1000)),
  ]);
  await rowsOf(tx, suspendUnconfirmed, [practice, members.map(({ member }) => member)]);
  await rowsOf(tx, activateRenewedKeys, [practice]);
  await rowsOf(tx, syncMemberStatus, [practice]);
  await rowsOf(tx, endEmptySessions, [practice]);
}
