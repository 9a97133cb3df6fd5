import {
  mergeOrders,
  mostApprovals,
  selectChain,
  type ChainPosition,
  type SignedOrder,
} from '@etanche/core-vault-protocol';
import type { Vault } from '../key-sets/key-set-statements.ts';
import type { Transport } from '../transport.ts';
import { VaultFailed } from '../vault-failed.ts';
import { askOrder, askOrders, askStatement } from './practice-requests.ts';

/** The next sequence that a vault lacks; 0 if it does not know the practice. @throws VaultFailed */
export async function nextSequence(transport: Transport, vault: Vault, practice: string): Promise<number> {
  try {
    return (await askStatement(transport, vault, practice)).sequence + 1;
  } catch (error) {
    if (error instanceof VaultFailed && error.code === 'practice_unknown') return 0;
    throw error;
  }
}

/**
 * The orders from a sequence on that lead to the last, with the approvals and receipts that any of the vaults has for
 * them. Listed orders are only accepted if the hash chain leads to the last, so a lying vault can add nothing.
 *
 * @param last the last order to fetch
 * @throws VaultFailed `answer_invalid` if the vaults together do not have all of them
 */
export async function ordersTo(
  transport: Transport,
  vaults: readonly Vault[],
  practice: string,
  from: number,
  last: ChainPosition,
): Promise<SignedOrder[]> {
  const asked = vaults.map((vault) => askOrders(transport, vault, practice, from, last.sequence));
  const lists = await Promise.allSettled(asked);
  const known = lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : []));
  const chain = selectChain(known, from, last);
  if (chain === null) throw new VaultFailed('answer_invalid');
  return mergeOrders(
    chain.flat().map(({ signed }) => signed),
    mostApprovals,
  );
}

/** Sends a vault its missing orders. @throws VaultFailed if it does not apply one of them */
export async function sendOrders(
  transport: Transport,
  vault: Vault,
  practice: string,
  orders: readonly SignedOrder[],
): Promise<void> {
  for (const order of orders) {
    const { status } = await askOrder(transport, vault, practice, order);
    if (status !== 'applied') throw new VaultFailed('order_gap');
  }
}
