import { roles, type PracticePurpose, type Role } from '@etanche/core-vault-protocol';
import type { MemberConfig } from '@etanche/vault-server';

/** The alarms of one vault about members' use, as `vault_claim_member` raises them: a test compares the two. */
export type UseAlarm =
  | 'hour'
  | 'day'
  | 'people_minute'
  | 'people_quarter'
  | 'people_hour'
  | 'people_day'
  | 'outside_hours';
type Answer = { readonly granted: boolean; readonly raised: readonly UseAlarm[] };
export type SimulatedMember = { readonly id: string; readonly roles: readonly Role[] };
export type FederationSize = { readonly threshold: number; readonly vaults: number };

const measures = ['filesHour', 'filesDay', 'peopleMinute', 'peopleQuarter', 'peopleHour', 'peopleDay'] as const;
type Sums = Record<(typeof measures)[number], number>;
type Hour = { readonly hour: number; readonly local: Local; readonly limits: Sums; open: boolean; readonly most: Sums };
type Use = {
  slot: number;
  files: number[];
  people: number[];
  minuteSlot: number;
  /** Slots of 20 seconds. */
  minute: number[];
  hours: Hour[];
  alarmedAt: Partial<Record<UseAlarm, number>>;
};

const hourMs = 3_600_000;
const slotMs = 900_000;
const slots = 97;
const minuteSlotMs = 20_000;

/** Weekday (1 to 7), hour and date in a zone, of hours since 1970. */
type Local = { readonly weekday: number; readonly clock: number; readonly date: string };

/**
 * The counts of one vault for a practice, and the alarms that follow. It includes two quotas only: those of files and
 * of people in 24 hours.
 */
export class VaultAlarms {
  readonly #config: MemberConfig;
  readonly #size: FederationSize;
  readonly #members: readonly SimulatedMember[];
  readonly #uses = new Map<string, Use>();
  readonly #localOf: (hour: number) => Local;
  /** The same for every member of an hour, since it depends only on earlier hours. */
  #opened: { readonly hour: number; readonly open: boolean } | null = null;

  constructor(
    config: MemberConfig,
    size: FederationSize,
    members: readonly SimulatedMember[],
    localOf = localHours(config),
  ) {
    this.#config = config;
    this.#size = size;
    this.#members = members;
    this.#localOf = localOf;
  }

  /** A copy of the state that can be changed independently. */
  fork(): VaultAlarms {
    const copy = new VaultAlarms(this.#config, this.#size, this.#members, this.#localOf);
    for (const [member, use] of this.#uses) copy.#uses.set(member, structuredClone(use));
    return copy;
  }

  claim(member: SimulatedMember, purpose: PracticePurpose, units: number, now: number): Answer {
    const use = this.#use(member.id, now);
    const { people: weights, alarm } = this.#config;
    const slot = Math.floor(now / slotMs);
    const people = units * weights[purpose];
    const hour = this.#hour(member, use, Math.floor(now / hourMs));
    const raised: UseAlarm[] = [];
    const raise = (kind: UseAlarm, everyMs: number, due: boolean): void => {
      if (!due || now < (use.alarmedAt[kind] ?? 0) + everyMs) return;
      use.alarmedAt[kind] = now;
      raised.push(kind);
    };
    const granted = (): boolean => {
      if (sum(use.people) + people > this.#part(weights.perDay)) return false;
      if (sum(use.minute) + people > hour.limits.peopleMinute + this.#part(alarm.people.minute.over)) {
        raise('people_minute', hourMs, true);
        return false;
      }
      return purpose !== 'scope' || sum(use.files) + units <= this.#part(this.#filesOf(member));
    };
    if (!granted()) return { granted: false, raised };
    add(use.people, slot, people);
    add(use.minute, Math.floor(now / minuteSlotMs), people);
    if (purpose === 'scope') add(use.files, slot, units);
    if (use.hours.at(-1) !== hour) use.hours.push(hour);
    const sums: Sums = {
      filesHour: last(use.files, slot, 5),
      filesDay: sum(use.files),
      peopleMinute: sum(use.minute),
      peopleQuarter: last(use.people, slot, 2),
      peopleHour: last(use.people, slot, 5),
      peopleDay: sum(use.people),
    };
    for (const name of measures) hour.most[name] = Math.max(hour.most[name], Math.min(sums[name], hour.limits[name]));
    raise('hour', hourMs, purpose === 'scope' && sums.filesHour >= hour.limits.filesHour);
    raise('day', 24 * hourMs, purpose === 'scope' && sums.filesDay >= hour.limits.filesDay);
    raise('people_minute', hourMs, sums.peopleMinute >= hour.limits.peopleMinute);
    raise('people_quarter', hourMs, sums.peopleQuarter >= hour.limits.peopleQuarter);
    raise('people_hour', hourMs, sums.peopleHour >= hour.limits.peopleHour);
    raise('people_day', 24 * hourMs, sums.peopleDay >= hour.limits.peopleDay);
    const outside =
      sums.filesHour >= this.#part(alarm.outside.files) || sums.peopleHour >= this.#part(alarm.outside.people);
    raise('outside_hours', hourMs, !hour.open && outside);
    return { granted: true, raised };
  }

  /** An approver acknowledges an alarm outside hours: its hour becomes one of the practice's hours. */
  acknowledge(member: string, at: number): void {
    const hour = this.#uses.get(member)?.hours.find((each) => each.hour === Math.floor(at / hourMs));
    if (hour !== undefined) hour.open = true;
  }

  #part(bound: number): number {
    return Math.floor((bound * this.#size.threshold) / this.#size.vaults);
  }

  #filesOf(member: SimulatedMember): number {
    const { emergency, roles: ofRole } = this.#config;
    return Math.max(...member.roles.map((role) => ofRole[role].scope)) - emergency;
  }

  #use(member: string, now: number): Use {
    const slot = Math.floor(now / slotMs);
    let use = this.#uses.get(member);
    if (use === undefined) {
      use = { slot, files: zeros(), people: zeros(), minuteSlot: 0, minute: [0, 0, 0], hours: [], alarmedAt: {} };
      this.#uses.set(member, use);
    }
    for (let s = Math.max(use.slot + 1, slot - slots + 1); s <= slot; s++) {
      use.files[s % slots] = 0;
      use.people[s % slots] = 0;
    }
    use.slot = slot;
    const minuteSlot = Math.floor(now / minuteSlotMs);
    for (let s = Math.max(use.minuteSlot + 1, minuteSlot - 2); s <= minuteSlot; s++) use.minute[s % 3] = 0;
    use.minuteSlot = minuteSlot;
    return use;
  }

  #hour(member: SimulatedMember, use: Use, hour: number): Hour {
    const found = use.hours.at(-1);
    if (found?.hour === hour) return found;
    const { habit } = this.#config.alarm;
    const since = hour - 24 * habit.days;
    for (const each of this.#uses.values()) while ((each.hours[0]?.hour ?? since) < since) each.hours.shift();
    const made: Hour = {
      hour,
      local: this.#localOf(hour),
      limits: this.#limits(member, use, hour),
      open: this.#open(hour),
      most: { filesHour: 0, filesDay: 0, peopleMinute: 0, peopleQuarter: 0, peopleHour: 0, peopleDay: 0 },
    };
    return made;
  }

  #limits(member: SimulatedMember, use: Use, hour: number): Sums {
    const { alarm } = this.#config;
    const colleagues = (): Hour[] =>
      this.#members
        .filter((each) => roles.some((role) => each.roles.includes(role) && member.roles.includes(role)))
        .flatMap(({ id }) => this.#uses.get(id)?.hours.filter((each) => each.hour < hour) ?? []);
    const enough = (hours: readonly Hour[]): boolean => this.#days(hours) >= alarm.habit.leastDays;
    const habit = enough(use.hours) ? use.hours : colleagues();
    const known = enough(habit);
    const { clock } = this.#localOf(hour);
    const same = habit.filter((each) => Math.abs(each.local.clock - clock) <= 1);
    const routine =
      same.map((each) => each.most.peopleMinute).toSorted((a, b) => b - a)[alarm.habit.routineTimes - 1] ?? 0;
    const most = (of: readonly Hour[], name: keyof Sums): number =>
      of.reduce((max, each) => Math.max(max, each.most[name]), 0);
    const limit = (
      name: keyof Sums,
      hours: readonly Hour[],
      { floor, ceiling }: { floor: number; ceiling: number },
    ) => {
      if (!known) return this.#part(ceiling);
      const { percent, anyHourPercent } = alarm.habit;
      const relative = Math.floor(Math.max(most(hours, name) * percent, most(habit, name) * anyHourPercent) / 100);
      return Math.min(this.#part(ceiling), Math.max(this.#part(floor), relative));
    };
    return {
      filesHour: limit('filesHour', same, alarm.files.hour),
      filesDay: limit('filesDay', habit, alarm.files.day),
      peopleMinute:
        !known || routine >= this.#part(alarm.people.minute.floor)
          ? Math.min(
              this.#part(alarm.people.minute.ceiling),
              Math.floor(((known ? routine : Infinity) * alarm.habit.percent) / 100),
            )
          : this.#part(alarm.people.minute.floor),
      peopleQuarter: limit('peopleQuarter', same, alarm.people.quarter),
      peopleHour: limit('peopleHour', same, alarm.people.hour),
      peopleDay: limit('peopleDay', habit, alarm.people.day),
    };
  }

  #open(hour: number): boolean {
    if (this.#opened?.hour !== hour) this.#opened = { hour, open: this.#isOpen(hour) };
    return this.#opened.open;
  }

  #isOpen(hour: number): boolean {
    const { habit, hours } = this.#config.alarm;
    const known = [...this.#uses.values()].flatMap((use) => use.hours.filter((each) => each.open && each.hour < hour));
    const { weekday, clock } = this.#localOf(hour);
    if (this.#days(known) < habit.leastDays) {
      return weekday <= hours.lastWeekday && clock >= hours.from && clock < hours.to;
    }
    return known.some(({ local }) => local.weekday === weekday && Math.abs(local.clock - clock) <= 1);
  }

  #days(hours: readonly Hour[]): number {
    return new Set(hours.map(({ local }) => local.date)).size;
  }
}

/** Cached for each hour, because formatting is slow. */
export function localHours({ alarm }: Pick<MemberConfig, 'alarm'>): (hour: number) => Local {
  const format = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone: alarm.timeZone, weekday: 'short', hour: '2-digit', hourCycle: 'h23' },
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
  });
  const known = new Map<number, Local>();
  return (hour) => {
    const found = known.get(hour);
    if (found !== undefined) return found;
    const parts = Object.fromEntries(format.formatToParts(hour * hourMs).map(({ type, value }) => [type, value]));
    const weekday = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts.weekday ?? '') + 1;
    const date = `${parts.year ?? ''}-${parts.month ?? ''}-${parts.day ?? ''}`;
    const local = { weekday, clock: Number(parts.hour), date };
    known.set(hour, local);
    return local;
  };
}

const zeros = (): number[] => Array.from({ length: slots }, () => 0);
const sum = (ring: readonly number[]): number => ring.reduce((all, each) => all + each, 0);

function add(ring: number[], slot: number, units: number): void {
  ring[slot % ring.length] = (ring[slot % ring.length] ?? 0) + units;
}

function last(ring: readonly number[], slot: number, count: number): number {
  let all = 0;
  for (let s = slot - count + 1; s <= slot; s++) all += ring[s % slots] ?? 0;
  return all;
}
