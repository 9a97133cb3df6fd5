import { parseShape } from '@etanche/core-wire';
import { auditLeafSchema, recordsLimits } from '@etanche/core-records-protocol';

/** A member's openings and searches on a UTC day, in the units that the vaults count. */
type DayCount = { readonly day: string; readonly member: string; opened: number; searched: number };

/**
 * Counts openings and searches in leaves, to be compared with the vaults' counts. A write may have opened its patient
 * and evaluated all its terms, and is counted as if it had, so that a difference has no explanation in the log.
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
  // All servers use the same order, which prevents deadlocks.
  return Array.from(counts.entries())
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, count]) => count);
}
