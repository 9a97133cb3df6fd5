import { limits } from '@etanche/core-wire';
import { groupBy } from './group-by.ts';
import type { SignedOrder } from './order.ts';

/** Maximum number of approvals in one order on the wire. */
export const mostApprovals = 24;

/**
 * Merges the lists of several vaults for one order, each item once, at most `most` in total, shorter lists first. Lists
 * of honest vaults are short, so a lying vault with a long list cannot displace theirs.
 */
export function mergeLists<Item>(lists: readonly (readonly Item[])[], most: number): Item[] {
  const items = new Map<string, Item>();
  for (const item of lists.toSorted((a, b) => a.length - b.length).flat()) {
    const key = JSON.stringify(item);
    if (!items.has(key)) items.set(key, item);
  }
  return [...items.values()].slice(0, most);
}

/**
 * Merges what several vaults list, each payload once, in the order of first occurrence, with the approvals and receipts
 * that any of them has.
 *
 * @param most approvals of one order; a caller that adds an approval leaves room for it
 */
export function mergeOrders(listed: readonly SignedOrder[], most: number): SignedOrder[] {
  return groupBy(listed, ({ payload }) => payload).map((all) => {
    const [{ payload }] = all;
    const approvals = mergeLists(
      all.map((each) => each.approvals),
      most,
    );
    const receipts = all.flatMap((each) => (each.receipts === undefined ? [] : [each.receipts]));
    return { payload, approvals, ...(receipts.length > 0 && { receipts: mergeLists(receipts, limits.vaults) }) };
  });
}
