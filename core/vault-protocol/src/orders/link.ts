import { toBase64url } from '@etanche/core-wire';
import type { Federation } from '../key-set.ts';
import type { Order } from './order.ts';

/** The end of a chain, or of a part of it: the last order's sequence and hash (base64url). */
export type ChainPosition = { readonly sequence: number; readonly head: string };

/** An order and the hash that was computed from its bytes, base64url. */
export type HashedOrder = { readonly hash: string; readonly order: Order };

/** The position before the genesis, whose `previous` is 32 zero bytes. */
export const beforeGenesis: ChainPosition = { sequence: -1, head: toBase64url(new Uint8Array(32)) };

/** The signing keys of all vaults by ascending index: the audience of the federation's orders, freezes and notices. */
export function audienceOf({ vaults }: Federation): string[] {
  return vaults.toSorted((a, b) => a.index - b.index).map(({ signingKey }) => signingKey);
}

/** Whether the order is for exactly the vaults of the federation. */
export function isForFederation({ audience }: Pick<Order, 'audience'>, federation: Federation): boolean {
  return audience.join() === audienceOf(federation).join();
}

/** Whether the order may follow a position: the next sequence, and the hash of the order before. */
export function follows({ sequence, previous }: Pick<Order, 'sequence' | 'previous'>, after: ChainPosition): boolean {
  return sequence === after.sequence + 1 && previous === after.head;
}

/** The position after an order. */
export function positionOf({ hash, order }: HashedOrder): ChainPosition {
  return { sequence: order.sequence, head: hash };
}

/**
 * Whether the orders lead from one position to another without a gap. The last hash commits to all of them, so a single
 * vault can supply them: it can neither change nor omit one.
 */
export function isLinked(orders: readonly HashedOrder[], from: ChainPosition, to: ChainPosition): boolean {
  let at = from;
  for (const each of orders) {
    if (!follows(each.order, at)) return false;
    at = positionOf(each);
  }
  return at.sequence === to.sequence && at.head === to.head;
}

/**
 * Selects the orders that lead to a position, among orders from several sources of which some may lie.
 *
 * @param first sequence of the first order wanted
 * @returns for each order of the chain, ascending, all items with its hash; null if one is missing
 */
export function selectChain<Item extends HashedOrder>(
  known: readonly Item[],
  first: number,
  to: ChainPosition,
): readonly (readonly [Item, ...Item[]])[] | null {
  const chain: [Item, ...Item[]][] = [];
  let wanted = to.head;
  for (let sequence = to.sequence; sequence >= first; sequence--) {
    const [one, ...others] = known.filter(({ hash, order }) => hash === wanted && order.sequence === sequence);
    if (one === undefined) return null;
    chain.unshift([one, ...others]);
    wanted = one.order.previous;
  }
  return chain;
}
