import { object, practicePurposes, roles, type PracticePurpose, type Role, type Shape } from '@etanche/core-protocol';
import type { Place } from './seed-file.ts';

const units = { type: 'integer', minimum: 0, maximum: 1_000_000 } as const;
const some = { type: 'integer', minimum: 1, maximum: 1_000_000 } as const;
const manyUnits = { type: 'integer', minimum: 0, maximum: 1_000_000_000 } as const;
const hours = { type: 'integer', minimum: 1, maximum: 720 } as const;
const days = { type: 'integer', minimum: 1, maximum: 366 } as const;
const percent = { type: 'integer', minimum: 1, maximum: 100 } as const;

const perPurpose = object({ scope: units, search: units, agenda: units, inbox: units });
const burst = object({ units: some, everySeconds: { type: 'integer', minimum: 1, maximum: 86_400 } });

/** What a vault allows the practices that it serves. Every bound is one of all vaults together, in rolling 24 hours. */
export const memberConfigSchema = object({
  /** Of a member, by its role. */
  roles: object({ doctor: perPurpose, secretary: perPurpose, administrator: perPurpose }),
  /** Inside of `scope` and of `search` of every role that has them. */
  emergency: some,
  /** So many such days in rolling 30 days. */
  days: { type: 'integer', minimum: 1, maximum: 30 },
  newMember: object({ percent, hours }),
  /** So many units at once, and one more each so many seconds. */
  burst: object({ scope: burst, search: burst, agenda: burst, inbox: burst }),
  /** Records of one member at which the vaults ring. */
  alarm: object({ hour: some, day: some }),
  /** Of all members of a practice. */
  practice: object({ ...perPurpose.properties, emergency: some }),
  /** The most that an order of two approvers may give a member, and for how long. */
  raise: object({ ...perPurpose.properties, days }),
  /** The most that an order may give a practice's importer, at each vault, and for how long. */
  importer: object({ scope: manyUnits, search: manyUnits, agenda: manyUnits, days }),
  /** Of a freeze by the records server. */
  freezeHours: hours,
  /** Of an order that the kit signs beside one approver, or alone. */
  delays: object({ kitHours: hours, kitAloneHours: hours }),
});
export type MemberConfig = Shape<typeof memberConfigSchema>;

/** Of a bound of all vaults together, the part of one: an opening takes the answers of `threshold` vaults. */
export function vaultPart(bound: number, { threshold, vaults }: Pick<Place, 'threshold' | 'vaults'>): number {
  return Math.floor((Math.max(0, bound) * threshold) / vaults);
}

/** What of a purpose is drawn by `emergency`: scope and search share one small quota. */
export function emergencyOf(config: MemberConfig, purpose: PracticePurpose): number {
  return purpose === 'scope' || purpose === 'search' ? config.emergency : 0;
}

/** What contradicts itself, or leaves a vault of this federation with nothing to give or a thief with no alarm. */
export function memberContradictions(config: MemberConfig, place: Pick<Place, 'threshold' | 'vaults'>): string[] {
  const problems: string[] = [];
  const part = (bound: number) => vaultPart(bound, place);
  const { alarm, delays, practice, raise } = config;
  for (const purpose of practicePurposes) {
    const emergency = emergencyOf(config, purpose);
    const most = Math.max(...roles.map((role) => config.roles[role][purpose]));
    for (const role of roles) problems.push(...roleProblems(config, role, purpose, part));
    if (part(config.burst[purpose].units) < 1) problems.push(`the burst of ${purpose} leaves a vault nothing`);
    if (most > 0 && practice[purpose] < most) problems.push(`a practice has less ${purpose} than one of its members`);
    if (most > 0 && raise[purpose] < most) problems.push(`a raise of ${purpose} ends below what a role has`);
    if (emergency > 0 && most > 0 && practice[purpose] <= practice.emergency) {
      problems.push(`the emergency quota of a practice takes all of its ${purpose}`);
    }
  }
  // A thief who takes all at once must ring before the burst is over, whichever vaults he asks.
  if (part(config.burst.scope.units) >= part(alarm.hour)) problems.push('the burst of scope reaches the alarm');
  if (part(alarm.hour) < 1) problems.push('the alarm of an hour leaves a vault nothing to ring at');
  if (alarm.hour > alarm.day) problems.push('the alarm of an hour comes after the alarm of a day');
  if (part(config.emergency) < 1) problems.push('the emergency quota leaves a vault nothing');
  if (practice.emergency < config.emergency) problems.push('a practice has less emergency than one of its members');
  if (delays.kitHours > delays.kitAloneHours) problems.push('the kit alone waits less than the kit with an approver');
  return problems.map((problem) => `members: ${problem}`);
}

function roleProblems(
  config: MemberConfig,
  role: Role,
  purpose: PracticePurpose,
  part: (bound: number) => number,
): string[] {
  const bound = config.roles[role][purpose];
  const emergency = emergencyOf(config, purpose);
  if (bound === 0) return [];
  if (bound <= emergency) return [`the emergency quota takes all ${purpose} of a ${role}`];
  return part(bound - emergency) < 1 ? [`the ${purpose} of a ${role} leaves a vault nothing`] : [];
}
