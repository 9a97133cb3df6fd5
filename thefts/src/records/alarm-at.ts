import type { Alarm } from '@etanche/core-protocol';
import type { Grant } from './take-units.ts';

/**
 * The file at which the first alarm for many files rang, `hour` or `day`: each alarm tells how many units its vault had
 * counted, and the thief's own list which request brought it there. Null where none rang.
 */
export function alarmAt(alarms: readonly Alarm[], granted: readonly Grant[], member: string): number | null {
  const rung = alarms
    .filter(({ kind, member: of }) => (kind === 'hour' || kind === 'day') && of === member)
    .map((alarm) => fileOf(granted, alarm));
  return rung.length === 0 ? null : Math.min(...rung);
}

/**
 * The file that the thief was at when a vault rang: of the requests that were answered since, the first with which that
 * vault could have counted so many; in a batch, the last file that it could be. It counts emergencies of every purpose.
 */
function fileOf(granted: readonly Grant[], { index, count = 0, at }: Alarm): number {
  let units = 0;
  for (const grant of granted) {
    if (grant.vault !== index || (grant.purpose !== 'scope' && grant.draw !== 'emergency')) continue;
    const before = units;
    units += grant.units;
    if (grant.purpose === 'scope' && grant.at >= at * 1000 && units >= count)
      return grant.had + Math.min(grant.units, Math.max(1, count - before));
  }
  return Infinity;
}

/** What the vaults told the practice's contacts of a member, in a sentence. */
export function told(alarms: readonly Alarm[], member: string): string {
  const counts = new Map<string, number>();
  for (const { kind, member: of } of alarms) if (of === member) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  if (counts.size === 0) return 'the vaults told nobody';
  return `alarms of the vaults: ${[...counts].map(([kind, count]) => `${kind} ${count}`).join(', ')}`;
}
