import type { PracticePurpose } from '@etanche/core-vault-protocol';
import type { MemberConfig } from '@etanche/vault-server';
import { simulatedMembers, yearStart, type Claim } from './practice-year.ts';
import { federation, playYear } from './play-year.ts';
import { seeded, type Seeded } from './seeded.ts';
import type { SimulatedMember, VaultAlarms } from './vault-alarms.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * The files and people that an attacker obtained before the first vault raised an alarm, or in 24 hours if none did.
 */
type AttackResult = { readonly files: number; readonly people: number; readonly raised: boolean };

type Attacker = {
  readonly name: string;
  /** Days of the simulated year on which the attack may begin, and the hours in Paris. */
  readonly days: (day: number) => boolean;
  readonly hours: readonly [number, number];
  /** The attacker's requests from then on. */
  readonly requests: (start: number, config: MemberConfig, habit: readonly Claim[]) => Iterable<Request>;
};
type Request = { readonly at: number; readonly purpose: PracticePurpose; readonly units: number };
type Step = Omit<Request, 'at'>;

const weekday = (day: number): boolean => day % 7 < 5;
/** The first Monday after the closed fortnight. */
const afterHoliday = (day: number): boolean => day === 238;
/**
 * Hours in which nobody opens several days of the agenda at once, and those around the time at which secretaries do.
 */
const workingHours = [10.1, 18] as const;
const morning = [8, 8.1] as const;
const afterMorning = [9, 9.9] as const;
const night = [0.5, 4.5] as const;

/**
 * Sends one request after the other, as soon as the burst of its purpose allows it and at least this many seconds
 * apart.
 */
function* inTurn(
  step: (i: number) => Step,
  everySeconds: number,
  start: number,
  config: MemberConfig,
): Generator<Request> {
  const asked = new Map<PracticePurpose, number>();
  let at = start;
  for (let i = 0; i < 200 && at < start + dayMs / 2; i++) {
    const { purpose, units } = step(i);
    const before = asked.get(purpose) ?? 0;
    const burst = config.burst[purpose];
    const given = start + Math.max(0, before + units - burst.units) * burst.everySeconds * 1000;
    at = Math.max(at + everySeconds * 1000, given);
    asked.set(purpose, before + units);
    yield { at, purpose, units };
  }
}

const one = (purpose: PracticePurpose): Step => ({ purpose, units: 1 });
const searches = () => one('search');
const days = () => one('agenda');
const turns = (i: number) => one(i % 2 === 0 ? 'search' : 'agenda');
/** As many searches as raise no alarm, then the purpose that shows most people. */
const searchesThenDays = (i: number) => one(i < 13 ? 'search' : 'agenda');
const batches = (i: number): Step => (i % 2 === 0 ? { purpose: 'search', units: 9 } : { purpose: 'agenda', units: 3 });
const files = () => one('scope');
const slowNames = (i: number) => one(i % 4 < 3 ? 'search' : 'agenda');

function attacker(
  name: string,
  hours: Attacker['hours'],
  step: (i: number) => Step,
  everySeconds = 0.2,
  days = weekday,
): Attacker {
  return { name, hours, days, requests: (start, config) => inTurn(step, everySeconds, start, config) };
}

const attackers: readonly Attacker[] = [
  attacker('fast, by searches, at a working hour', workingHours, searches),
  attacker('fast, by agenda days, at a working hour', workingHours, days),
  attacker('fast, by both in turn, at a working hour', workingHours, turns),
  attacker('fast, by searches and then agenda days, at a working hour', workingHours, searchesThenDays),
  attacker('fast, by batches, at a working hour', workingHours, batches),
  attacker('fast, by searches, at night', night, searches),
  attacker('fast, by agenda days, at night', night, days),
  attacker('fast, by both in turn, at night', night, turns),
  attacker('fast, by both in turn, on the Monday after a closed fortnight', workingHours, turns, 0.2, afterHoliday),
  attacker('fast, by agenda days, as the practice opens (the routine)', morning, days),
  attacker('fast, by searches and then agenda days, as the practice opens (the routine)', morning, searchesThenDays),
  attacker('fast, by agenda days, one hour later (the routine)', afterMorning, days),
  attacker('paced, one search every 10 seconds', workingHours, searches, 10),
  attacker('paced, one agenda day every minute', workingHours, days, 61),
  attacker('paced, both in turn, one every minute', workingHours, turns, 61),
  attacker('paced, one search every 2 minutes', workingHours, searches, 120),
  attacker('slow, three searches and a day in turn, one every 6 minutes', [9, 9.1], slowNames, 360),
  attacker('fast, for files, at a working hour', workingHours, files),
  attacker('fast, for files, at night', night, files),
  attacker('slow, for files, one every 6 minutes', [9, 9.1], files, 360),
  {
    name: 'imitating the victim, at the same hours as a week before',
    days: weekday,
    hours: [7.5, 7.5],
    requests: (start, _, habit) =>
      habit
        .filter(({ at }) => at >= start - 7 * dayMs && at < start - 6 * dayMs)
        .map(({ at, purpose, units }) => ({ at: at + 7 * dayMs, purpose, units })),
  },
];

export type Attacked = { readonly attacker: string; readonly victim: string; readonly taken: readonly AttackResult[] };

/**
 * Runs every attacker against each victim on several days of the year, in addition to the victim's own use until then:
 * a stolen device whose owner stops working.
 *
 * @param from the first day on which there are habits
 */
export function playAttacks(
  config: MemberConfig,
  claims: readonly Claim[],
  seed: number,
  tries: number,
  from = 60,
): Attacked[] {
  const random = seeded(seed);
  const victims = simulatedMembers.filter(({ id }) => id === 'doctor-a' || id === 'secretary-a');
  const habit = Map.groupBy(claims, ({ member }) => member.id);
  const worked = new Map(victims.map(({ id }) => [id, workDays(habit.get(id) ?? [])]));
  const plans = attackers.flatMap((attacker) =>
    victims.flatMap((victim) => {
      const days = Array.from({ length: 364 }, (_, day) => day).filter(
        (day) => day >= from && attacker.days(day) && worked.get(victim.id)?.has(day) === true,
      );
      const chosen =
        days.length <= tries ? days : Array.from({ length: tries }, () => days[random.below(days.length)] ?? from);
      return chosen.map((day) => ({
        attacker,
        victim,
        start: Math.round(yearStart + day * dayMs + between(attacker.hours, random) * hourMs),
        taken: [] as AttackResult[],
      }));
    }),
  );
  const waiting = plans.toSorted((a, b) => a.start - b.start);
  playYear(config, simulatedMembers, claims, seeded(seed), (claim, vaults) => {
    while (waiting[0] !== undefined && waiting[0].start <= claim.at) {
      const plan = waiting.shift();
      if (plan === undefined) break;
      const requests = plan.attacker.requests(plan.start, config, habit.get(plan.victim.id) ?? []);
      plan.taken.push(attack(vaults, plan.victim, requests, config, random));
    }
  });
  return [...Map.groupBy(plans, ({ attacker, victim }) => `${attacker.name}|${victim.id}`).values()].map((group) => ({
    attacker: group[0]?.attacker.name ?? '',
    victim: group[0]?.victim.id ?? '',
    taken: group.flatMap(({ taken }) => taken),
  }));
}

function attack(
  vaults: readonly VaultAlarms[],
  victim: SimulatedMember,
  requests: Iterable<Request>,
  config: MemberConfig,
  random: Seeded,
): AttackResult {
  const forks = vaults.map((vault) => vault.fork());
  let [files, people] = [0, 0];
  // Rotates the pairs, which delays the alarm longest.
  let turn = random.below(federation.vaults);
  for (const { at, purpose, units } of requests) {
    const pair = [turn, (turn + 1) % federation.vaults];
    turn = (turn + 2) % federation.vaults;
    const answers = pair.flatMap((index) => forks[index]?.claim(victim, purpose, units, at) ?? []);
    if (answers.every(({ granted }) => granted)) {
      if (purpose === 'scope') files += units;
      people += units * config.people[purpose];
    }
    if (answers.some((answer) => answer.raised.length > 0)) return { files, people, raised: true };
  }
  return { files, people, raised: false };
}

const between = ([from, to]: Attacker['hours'], random: Seeded): number => from + (to - from) * random.next();

/** The days of the year, counted from 0, on which a member makes claims. */
function workDays(claims: readonly Claim[]): ReadonlySet<number> {
  return new Set(claims.map(({ at }) => Math.floor((at - yearStart) / dayMs)));
}
