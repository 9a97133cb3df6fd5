import { limits, type Approval, type SignedOrder } from '@etanche/core-protocol';
import type { Vault } from '../key-set-statements.ts';
import type { Transport } from '../transport.ts';
import { VaultFailed } from '../vault-failed.ts';
import { askOrder, askOrders, askStatement } from './practice-requests.ts';
import type { ListedOrder } from './read-order.ts';

/** Most approvals in one order on the wire. */
const mostApprovals = 24;

/** The next sequence that a vault lacks: 0 where it does not know the practice. @throws VaultFailed */
export async function nextSequence(transport: Transport, vault: Vault, practice: string): Promise<number> {
  try {
    return (await askStatement(transport, vault, practice)).sequence + 1;
  } catch (error) {
    if (error instanceof VaultFailed && error.code === 'practice_unknown') return 0;
    throw error;
  }
}

/**
 * The orders from a sequence on that lead to `head`, with the approvals and receipts that any of the vaults has for
 * them. What a vault lists is taken only where the hashes lead back to it: a vault that lies adds nothing.
 *
 * @param head hash of the last order wanted, base64url
 * @throws VaultFailed `answer_invalid` when the vaults together do not have them all
 */
export async function ordersTo(
  transport: Transport,
  vaults: readonly Vault[],
  practice: string,
  from: number,
  head: string,
): Promise<SignedOrder[]> {
  const lists = await Promise.allSettled(vaults.map((vault) => askOrders(transport, vault, practice, from)));
  const known = new Map<string, ListedOrder>();
  for (const each of lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : []))) {
    const before = known.get(each.hash);
    known.set(each.hash, before === undefined ? each : merge(before, each));
  }
  const chain: SignedOrder[] = [];
  let wanted = head;
  for (;;) {
    const found = known.get(wanted);
    if (found === undefined || found.order.sequence < from) throw new VaultFailed('answer_invalid');
    chain.unshift(found.signed);
    if (found.order.sequence === from) return chain;
    wanted = found.order.previous;
  }
}

/** Sends a vault what it lacks. @throws VaultFailed where it does not apply one of them */
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

function merge(a: ListedOrder, b: ListedOrder): ListedOrder {
  const approvals = new Map<string, Approval>();
  for (const approval of [...a.signed.approvals, ...b.signed.approvals])
    approvals.set(JSON.stringify(approval), approval);
  const receipts = [...new Set([...(a.signed.receipts ?? []), ...(b.signed.receipts ?? [])])];
  return {
    ...a,
    signed: {
      payload: a.signed.payload,
      approvals: [...approvals.values()].slice(0, mostApprovals),
      receipts: receipts.slice(0, limits.vaults),
    },
  };
}
