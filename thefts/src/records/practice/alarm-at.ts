import { practicePurposes, type Alarm, type PracticePurpose } from '@etanche/core-vault-protocol';
import type { MemberConfig } from '@etanche/vault-server';
import type { Grant } from '../attacker/vault-attacker.ts';

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
 * The number of files, or of people at most, that the attacker had when the first alarm about the member's use was
 * raised. Each alarm states its vault's count; the attacker's list of grants gives the request with that count. Null if
 * there was no alarm.
 */
export function alarmAt(
  alarms: readonly Alarm[],
  granted: readonly Grant[],
  member: string,
  weights: Weights,
  people: MemberConfig['people'],
): number | null {
  const raised = alarmsOfUse(alarms, member);
  const places = raised.map((alarm) => placeOf(granted, alarm, ofFiles.includes(alarm.kind) ? filesAlone : people));
  const first = Math.min(...places.map((place) => totalAt(granted, place, weights)));
  return Number.isFinite(first) ? first : null;
}

/** The first alarm about the member's use, or null. */
export function firstAlarm(alarms: readonly Alarm[], member: string): Alarm | null {
  return alarmsOfUse(alarms, member).toSorted((a, b) => a.at - b.at)[0] ?? null;
}

function alarmsOfUse(alarms: readonly Alarm[], member: string): Alarm[] {
  return alarms.filter(({ kind, member: of }) => of === member && [...ofFiles, ...ofPeople].includes(kind));
}

/** The first granted request with which that vault could have reached the count. */
function placeOf(granted: readonly Grant[], { index, count = 0, at }: Alarm, counts: Weights): number {
  let counted = 0;
  for (const [place, grant] of granted.entries()) {
    if (grant.vault !== index) continue;
    counted += grant.units * counts[grant.purpose];
    if (counts[grant.purpose] > 0 && grant.at >= at * 1000 && counted >= count) return place;
  }
  return granted.length;
}

/** The attacker's total after that request, including its whole batch. */
function totalAt(granted: readonly Grant[], place: number, weights: Weights): number {
  if (place >= granted.length) return Infinity;
  const opened = (purpose: PracticePurpose): number => {
    const last = granted.slice(0, place + 1).findLast((grant) => grant.purpose === purpose);
    return last === undefined ? 0 : last.openedBefore + last.units;
  };
  return practicePurposes.reduce(
    (sum, purpose) => sum + weights[purpose] * (weights[purpose] > 0 ? opened(purpose) : 0),
    0,
  );
}

/** The alarms about a member that the practice's contacts received, in a sentence. */
export function alarmSummary(alarms: readonly Alarm[], member: string): string {
  const counts = new Map<string, number>();
  for (const { kind, member: of } of alarms) if (of === member) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  if (counts.size === 0) return 'the vaults raised no alarm';
  return `alarms of the vaults: ${[...counts].map(([kind, count]) => `${kind} ${count}`).join(', ')}`;
}
