import { practicePurposes, type Alarm, type PracticePurpose } from '@etanche/core-protocol';
import type { MemberConfig } from '@etanche/vault-server';
import type { Grant } from './take-units.ts';

/** The most people that one unit of each purpose shows; with `scope` 1 and the others 0, files. */
export type Weights = Readonly<Record<PracticePurpose, number>>;
export const filesAlone: Weights = { scope: 1, search: 0, agenda: 0, inbox: 0 };

const ofFiles: readonly Alarm['kind'][] = ['hour', 'day'];
const ofPeople: readonly Alarm['kind'][] = [
  'people_minute',
  'people_quarter',
  'people_hour',
  'people_day',
  'outside_hours',
];

/**
 * How much the thief had, in files or in people at most, when the first alarm about the member's use was raised: each
 * alarm states what its vault had counted, and the thief's own list which request brought it there. Null where none was.
 */
export function alarmAt(
  alarms: readonly Alarm[],
  granted: readonly Grant[],
  member: string,
  had: Weights,
  people: MemberConfig['people'],
): number | null {
  const raised = alarms.filter(({ kind, member: of }) => of === member && [...ofFiles, ...ofPeople].includes(kind));
  const places = raised.map((alarm) => placeOf(granted, alarm, ofFiles.includes(alarm.kind) ? filesAlone : people));
  return places.length === 0 ? null : Math.min(...places.map((place) => hadAt(granted, place, had)));
}

/** The first of the requests that were answered since with which that vault could have counted so many. */
function placeOf(granted: readonly Grant[], { index, count = 0, at }: Alarm, counts: Weights): number {
  let counted = 0;
  for (const [place, grant] of granted.entries()) {
    if (grant.vault !== index) continue;
    counted += grant.units * counts[grant.purpose];
    if (counts[grant.purpose] > 0 && grant.at >= at * 1000 && counted >= count) return place;
  }
  return granted.length;
}

/** What the thief had with that request, all of its batch included. */
function hadAt(granted: readonly Grant[], place: number, weights: Weights): number {
  if (place >= granted.length) return Infinity;
  const had = (purpose: PracticePurpose): number => {
    const last = granted.slice(0, place + 1).findLast((grant) => grant.purpose === purpose);
    return last === undefined ? 0 : last.had + last.units;
  };
  return practicePurposes.reduce(
    (sum, purpose) => sum + weights[purpose] * (weights[purpose] > 0 ? had(purpose) : 0),
    0,
  );
}

/** What the vaults told the practice's contacts of a member, in a sentence. */
export function told(alarms: readonly Alarm[], member: string): string {
  const counts = new Map<string, number>();
  for (const { kind, member: of } of alarms) if (of === member) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  if (counts.size === 0) return 'the vaults told nobody';
  return `alarms of the vaults: ${[...counts].map(([kind, count]) => `${kind} ${count}`).join(', ')}`;
}
