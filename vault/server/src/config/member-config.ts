import { practicePurposes, roles, type PracticePurpose, type Role } from '@etanche/core-vault-protocol';
import { limits, object, type Shape } from '@etanche/core-wire';
import type { VaultPosition } from '../seeds/seed-file.ts';

const units = { type: 'integer', minimum: 0, maximum: 1_000_000 } as const;
const some = { type: 'integer', minimum: 1, maximum: 1_000_000 } as const;
const manyUnits = { type: 'integer', minimum: 0, maximum: 1_000_000_000 } as const;
const hours = { type: 'integer', minimum: 1, maximum: 720 } as const;
const days = { type: 'integer', minimum: 1, maximum: 366 } as const;
const percent = { type: 'integer', minimum: 1, maximum: 100 } as const;

const perPurpose = object({ scope: units, search: units, agenda: units, inbox: units });
const burst = object({ units: some, everySeconds: { type: 'integer', minimum: 1, maximum: 86_400 } });
const range = object({ floor: some, ceiling: some });
const ranges = object({ hour: range, day: range });
const share = { type: 'integer', minimum: 100, maximum: 1000 } as const;
const hourOfDay = { type: 'integer', minimum: 0, maximum: 24 } as const;

/**
 * The limits of a vault for the practices that it serves. Every limit applies to all vaults together, in rolling 24
 * hours.
 */
export const memberConfigSchema = object({
  /** Quota of a member, by role. */
  roles: object({ doctor: perPurpose, secretary: perPurpose, administrator: perPurpose, gateway: perPurpose }),
  /** Part of `scope` and of `search`, for every role that has them. */
  emergency: some,
  /** A member may use the daily quota this many times in rolling 30 days. */
  days: { type: 'integer', minimum: 1, maximum: 30 },
  newMember: object({ percent, hours }),
  /** Units available at once, and the seconds after which one unit returns. */
  burst: object({ scope: burst, search: burst, agenda: burst, inbox: burst }),
  /**
   * The most people that one unit of a purpose can show, and how many people a member may see in 24 hours, emergencies
   * not included.
   */
  people: object({ ...perPurpose.properties, perDay: some }),
  /** When the vaults raise an alarm about a member's use. */
  alarm: object({
    /**
     * Files and people in an hour and in a day. The limit is derived from the member's habit, between floor and
     * ceiling.
     */
    files: ranges,
    people: object({
      /**
       * In 40 to 60 seconds, outside a routine. No unit is granted beyond the limit plus `over`: the alarm is raised,
       * and the caller waits a minute.
       */
      minute: object({ ...range.properties, over: some }),
      /** In 15 to 30 minutes. */
      quarter: range,
      ...ranges.properties,
    }),
    /** Messages of the inbox that a member opened in 24 hours. */
    messages: some,
    /** In an hour outside the practice's hours. */
    outside: object({ files: some, people: some }),
    /**
     * A habit is learned from this many days of a member, if the member was active on at least `leastDays` of them. A
     * limit is `percent` of the highest sum at the same hour of day, and at least `anyHourPercent` of the highest sum
     * at any hour. The limit of a minute is derived from a routine instead: a percentage of the sum that was reached at
     * least `routineTimes` times at the same hour or the next.
     */
    habit: object({
      days: { ...days, maximum: 30 },
      leastDays: days,
      percent: share,
      anyHourPercent: share,
      routineTimes: days,
    }),
    /** A practice's hours until it has habits: from this hour to that hour, from Monday to `lastWeekday` (1 to 7). */
    hours: object({ from: hourOfDay, to: hourOfDay, lastWeekday: { type: 'integer', minimum: 1, maximum: 7 } }),
    /** Time zone of weekdays and hours, such as `Europe/Paris`. */
    timeZone: { type: 'string', pattern: '^[A-Za-z]+(/[A-Za-z_+-]+)*$', maxLength: 40 },
    /** If no approver acknowledges an alarm in this time, the member keeps only the emergency quota. */
    acknowledgeHours: hours,
  }),
  /** Days without a unit after which a member has no quota. A practice may order another number. */
  dormantDays: { type: 'integer', minimum: 15, maximum: 90 },
  /** Quota of all members of a practice together. */
  practice: object({ ...perPurpose.properties, emergency: some }),
  /** The most that an order of two approvers may give a member, and its longest duration. */
  raise: object({ ...perPurpose.properties, days }),
  /**
   * The most units of `search` that an order may give a practice's importer at each vault, its longest duration in
   * hours, and its units in a minute. All importers of a practice whose rights were valid within `days` share one
   * ceiling.
   */
  importer: object({ search: manyUnits, hours: { ...hours, maximum: 168 }, perMinute: manyUnits, days }),
  /** Duration of a freeze by the records server. */
  freezeHours: hours,
  /**
   * Members whom the records server may freeze in 24 hours: a percentage of all members, and at least a fixed number.
   */
  serverFreezes: object({ percent, atLeast: { type: 'integer', minimum: 1, maximum: 1000 } }),
  /** Delays of an order that is signed by the kit and one approver, or by the kit alone. */
  delays: object({ kitHours: hours, kitAloneHours: hours }),
});
export type MemberConfig = Shape<typeof memberConfigSchema>;

/** One vault's part of a limit of all vaults together: an opening needs the answers of `threshold` vaults. */
function vaultPart(bound: number, { threshold, vaults }: Pick<VaultPosition, 'threshold' | 'vaults'>): number {
  return Math.floor((Math.max(0, bound) * threshold) / vaults);
}

/** Units of a purpose that are reserved for `emergency`: scope and search share one small quota. */
export function emergencyOf(config: MemberConfig, purpose: PracticePurpose): number {
  return purpose === 'scope' || purpose === 'search' ? config.emergency : 0;
}

/** Contradictions, and values that leave a vault of this federation no units or an attacker no alarm. */
export function memberContradictions(
  config: MemberConfig,
  position: Pick<VaultPosition, 'threshold' | 'vaults'>,
): string[] {
  const problems: string[] = [];
  const part = (bound: number) => vaultPart(bound, position);
  const { delays, practice, raise } = config;
  for (const purpose of practicePurposes) {
    const emergency = emergencyOf(config, purpose);
    const most = Math.max(...roles.map((role) => config.roles[role][purpose]));
    for (const role of roles) problems.push(...roleProblems(config, role, purpose, part));
    if (part(config.burst[purpose].units) < 1) problems.push(`the burst of ${purpose} leaves a vault no units`);
    if (most > 0 && practice[purpose] < most)
      problems.push(`the ${purpose} quota of a practice is lower than that of one of its members`);
    if (most > 0 && raise[purpose] < most) problems.push(`a raise of ${purpose} ends below the quota of a role`);
    if (emergency > 0 && most > 0 && practice[purpose] <= practice.emergency) {
      problems.push(`the emergency quota of a practice takes its whole ${purpose} quota`);
    }
  }
  problems.push(...alarmProblems(config, part));
  if (config.importer.perMinute < limits.elementsPerImport) {
    problems.push('an importer has fewer units in a minute than one request may contain');
  }
  if (config.importer.hours > config.importer.days * 24) {
    problems.push('the right of an importer lasts longer than the days over which importers are counted');
  }
  if (part(config.emergency) < 1) problems.push('the emergency quota leaves a vault no units');
  if (practice.emergency < config.emergency)
    problems.push('the emergency quota of a practice is lower than that of one of its members');
  if (delays.kitHours > delays.kitAloneHours)
    problems.push('the delay of the kit alone is shorter than that of the kit with an approver');
  return problems.map((problem) => `members: ${problem}`);
}

function alarmProblems({ alarm, burst, people }: MemberConfig, part: (bound: number) => number): string[] {
  const problems: string[] = [];
  const { files, habit, hours } = alarm;
  // An attacker who takes everything at once must raise an alarm before the burst ends, whichever vaults they ask.
  if (part(burst.scope.units) >= part(files.hour.floor)) problems.push('the burst of scope reaches the alarm limit');
  if (part(burst.search.units) * people.search >= part(alarm.people.hour.ceiling)) {
    problems.push('the burst of search reaches the alarm limit');
  }
  if (part(burst.agenda.units) * people.agenda >= part(alarm.people.hour.ceiling)) {
    problems.push('the burst of agenda reaches the alarm limit');
  }
  const { minute, quarter } = alarm.people;
  const most = Math.max(...practicePurposes.map((purpose) => people[purpose]));
  if (part(minute.floor) + part(minute.over) < most)
    problems.push('the limit of a minute is below the people of one unit');
  const order = [minute, quarter, alarm.people.hour, alarm.people.day];
  for (const [i, range] of order.entries()) {
    const next = order[i + 1] ?? range;
    if (range.floor > next.floor || range.ceiling > next.ceiling) {
      problems.push('the people alarm of a short time has a higher limit than that of a longer time');
    }
  }
  for (const [name, measure] of [['files', files] as const, ['people', alarm.people] as const]) {
    for (const { floor, ceiling } of 'minute' in measure ? order : [measure.hour, measure.day]) {
      if (floor > ceiling) problems.push(`the alarm of ${name} has a floor above its ceiling`);
      if (part(floor) < 1) problems.push(`the alarm of ${name} leaves a vault no limit to compare with`);
    }
    if (measure.hour.floor > measure.day.floor || measure.hour.ceiling > measure.day.ceiling) {
      problems.push(`the alarm of ${name} in an hour has a higher limit than that of a day`);
    }
    if (part(alarm.outside[name]) < 1) problems.push(`the alarm of ${name} outside hours leaves a vault no units`);
    if (alarm.outside[name] > measure.hour.floor)
      problems.push(`the limit of ${name} outside hours is higher than inside hours`);
  }
  if (alarm.people.day.ceiling > people.perDay) problems.push('the alarm of people in a day cannot be reached');
  if (habit.anyHourPercent > habit.percent)
    problems.push('the habit of any hour allows more than that of the same hour');
  if (habit.routineTimes > habit.days) problems.push('a routine needs more days than a habit is learned from');
  if (habit.leastDays > habit.days) problems.push('a habit needs more active days than it is learned from');
  if (hours.from >= hours.to) problems.push('the practice’s hours end before they begin');
  try {
    new Intl.DateTimeFormat('en', { timeZone: alarm.timeZone });
  } catch {
    problems.push('the time zone is unknown');
  }
  return problems;
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
  if (bound <= emergency) return [`the emergency quota takes the whole ${purpose} quota of a ${role}`];
  return part(bound - emergency) < 1 ? [`the ${purpose} quota of a ${role} leaves a vault no units`] : [];
}
