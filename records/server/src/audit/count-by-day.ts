import { parseShape } from '@etanche/core-wire';
import { auditLeafSchema, recordsLimits } from '@etanche/core-records-protocol';

/** What a member did on a UTC day, in the units that the vaults count. */
export type DayCount = { readonly day: string; readonly member: string; opened: number; searched: number };

/**
 * Counts what leaves say of opening and searching, for the vaults' counts to be compared with. A write may have opened its
 * patient, and evaluated every term that it has: it is counted as if it had, so that only what nothing here explains is left.
 */
export function countByDay(leaves: readonly string[]): DayCount[] {
  const counts = new Map<string, DayCount>();
  for (const text of leaves) {
    const leaf = parseShape(auditLeafSchema, JSON.parse(text), 'audit leaf');
    const { kind, member } = leaf;
    const opened = kind === 'read' || kind === 'write' ? 1 : 0;
    const searched = kind === 'lookup' ? (leaf.count ?? 0) : kind === 'write' ? recordsLimits.termsPerScope : 0;
    if (member === undefined || opened + searched === 0) continue;
    const day = new Date(leaf.time).toISOString().slice(0, 10);
    const count = counts.get(`${day}/${member}`) ?? { day, member, opened: 0, searched: 0 };
    count.opened += opened;
    count.searched += searched;
    counts.set(`${day}/${member}`, count);
  }
  // One order for all servers, so that none waits for another in a circle.
  return Array.from(counts.entries())
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, count]) => count);
}
