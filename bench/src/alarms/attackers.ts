import type { PracticePurpose } from '@etanche/core-protocol';
import type { MemberConfig } from '@etanche/vault-server';
import { simulatedMembers, yearStart, type Claim } from './practice-year.ts';
import { federation, playYear } from './play-year.ts';
import { seeded, type Seeded } from './seeded.ts';
import type { SimulatedMember, VaultAlarms } from './vault-alarms.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** What an attacker had when the first vault raised an alarm, or in 24 hours if none did. */
export type Taken = { readonly files: number; readonly people: number; readonly raised: boolean };

export type Attacker = {
  readonly name: string;
  /** Days of the simulated year on which the attack may begin, and the hour in Paris. */
  readonly days: (day: number) => boolean;
  readonly hour: number;
  /** The attacker's requests from then on. */
  readonly requests: (start: number, config: MemberConfig, habit: readonly Claim[]) => Iterable<Request>;
};
type Request = { readonly at: number; readonly purpose: PracticePurpose; readonly units: number };

const weekday = (day: number): boolean => day % 7 < 5;
const monday = (day: number): boolean => day % 7 === 0;
/** The first Monday after the closed fortnight. */
const afterHoliday = (day: number): boolean => day === 238;

/** One after the other, each as soon as its burst gives it, alternating between purposes. */
function* fast(purposes: readonly PracticePurpose[], start: number, config: MemberConfig): Generator<Request> {
  for (const purpose of purposes) {
    const { units, everySeconds } = config.burst[purpose];
    const most =
      Math.max(config.roles.doctor[purpose], config.roles.secretary[purpose]) -
      (purpose === 'agenda' ? 0 : config.emergency);
    for (let i = 0; i < most; i++) {
      yield { at: start + Math.max(0, i - units) * everySeconds * 1000 + i, purpose, units: 1 };
    }
  }
}

function* slow(
  purposes: readonly PracticePurpose[],
  start: number,
  everyMinutes: number,
  hours: number,
): Generator<Request> {
  for (let i = 0; i * everyMinutes < hours * 60; i++) {
    yield { at: start + i * everyMinutes * minuteMs, purpose: purposes[i % purposes.length] ?? 'scope', units: 1 };
  }
}

export const attackers: readonly Attacker[] = [
  {
    name: 'fast, after files, mid-morning',
    days: weekday,
    hour: 10.5,
    requests: (start, config) => fast(['scope'], start, config),
  },
  {
    name: 'fast, after names, mid-morning',
    days: weekday,
    hour: 10.5,
    requests: (start, config) => fast(['agenda', 'search'], start, config),
  },
  {
    name: 'fast, after names, as the practice opens on Monday',
    days: monday,
    hour: 8.1,
    requests: (start, config) => fast(['agenda', 'search'], start, config),
  },
  {
    name: 'slow, after files, a working day',
    days: weekday,
    hour: 9,
    requests: (start) => slow(['scope'], start, 6, 9),
  },
  {
    name: 'slow, after names, a working day',
    days: weekday,
    hour: 9,
    requests: (start) => slow(['search', 'search', 'search', 'agenda'], start, 6, 9),
  },
  {
    name: 'at night, after files',
    days: weekday,
    hour: 2,
    requests: (start, config) => fast(['scope'], start, config),
  },
  {
    name: 'at night, after names',
    days: weekday,
    hour: 2,
    requests: (start, config) => fast(['agenda', 'search'], start, config),
  },
  {
    name: 'on the Monday after a closed fortnight, after names',
    days: afterHoliday,
    hour: 10.5,
    requests: (start, config) => fast(['agenda', 'search'], start, config),
  },
  {
    name: 'imitating the victim, at the same hours as a week before',
    days: weekday,
    hour: 7.5,
    requests: (start, _, habit) =>
      habit
        .filter(({ at }) => at >= start - 7 * dayMs && at < start - 6 * dayMs)
        .map(({ at, purpose, units }) => ({ at: at + 7 * dayMs, purpose, units })),
  },
];

export type Attacked = { readonly attacker: string; readonly victim: string; readonly taken: readonly Taken[] };

/**
 * Every attacker against each victim on several days of the year, on top of what the victim has used until then: a device
 * that is stolen, whose owner works no more.
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
  const plans = attackers.flatMap((attacker) =>
    victims.flatMap((victim) => {
      const days = Array.from({ length: 364 }, (_, day) => day).filter(
        (day) => day >= from && attacker.days(day) && worksOn(claims, victim, day),
      );
      const chosen =
        days.length <= tries ? days : Array.from({ length: tries }, () => days[random.below(days.length)] ?? from);
      return chosen.map((day) => ({
        attacker,
        victim,
        start: yearStart + day * dayMs + attacker.hour * hourMs,
        taken: [] as Taken[],
      }));
    }),
  );
  const waiting = plans.toSorted((a, b) => a.start - b.start);
  const habit = Map.groupBy(claims, ({ member }) => member.id);
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
): Taken {
  const forks = vaults.map((vault) => vault.fork());
  let [files, people] = [0, 0];
  // The pairs in turn, which puts off the alarm longest.
  let turn = random.below(federation.vaults);
  for (const { at, purpose, units } of requests) {
    const pair = [turn, (turn + 1) % federation.vaults];
    turn = (turn + 2) % federation.vaults;
    const answers = pair.map((index) => forks[index]?.claim(victim, purpose, units, at) ?? null);
    if (answers.every((answer) => answer !== null)) {
      if (purpose === 'scope') files += units;
      people += units * config.people[purpose];
    }
    if (answers.some((answer) => (answer?.length ?? 0) > 0)) return { files, people, raised: true };
  }
  return { files, people, raised: false };
}

function worksOn(claims: readonly Claim[], victim: SimulatedMember, day: number): boolean {
  const from = yearStart + day * dayMs;
  return claims.some(({ at, member }) => member.id === victim.id && at >= from && at < from + dayMs);
}
