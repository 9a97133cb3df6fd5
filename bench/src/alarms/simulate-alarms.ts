import type { MemberConfig } from '@etanche/vault-server';
import { playAttacks, type Attacked } from './attackers.ts';
import { playYear } from './play-year.ts';
import { practiceYear, simulatedMembers, yearStart } from './practice-year.ts';
import { seeded } from './seeded.ts';

const dayMs = 86_400_000;

type SimulatedYear = {
  /** Days of a member on which some vault raised an alarm about real work, by month. */
  readonly falseAlarms: readonly number[];
  /** Percentage of requested units that were refused because a member had seen the maximum number of people. */
  readonly refusedPercent: number;
};

/** Simulates a year of real work against three vaults. */
export function simulateYear(config: MemberConfig, seed: number, days = 364): SimulatedYear {
  const claims = practiceYear(seed, days);
  const { raised, refused } = playYear(config, simulatedMembers, claims, seeded(seed + 1000));
  const falseAlarms = Array.from({ length: Math.ceil(days / 30.4) }, () => 0);
  const incidents = new Set(raised.map(({ at, member }) => `${Math.floor((at - yearStart) / dayMs)} ${member}`));
  for (const incident of incidents) {
    const month = Math.floor(Number.parseInt(incident, 10) / 30.4);
    falseAlarms[month] = (falseAlarms[month] ?? 0) + 1;
  }
  const asked = claims.reduce((sum, { units }) => sum + 2 * units, 0);
  return { falseAlarms, refusedPercent: (100 * refused) / asked };
}

/** Simulates attackers against the same practice. @param tries days of the year for each */
export function simulateAttacks(config: MemberConfig, seed: number, tries: number): Attacked[] {
  return playAttacks(config, practiceYear(seed), seed + 2000, tries);
}

/** Formats the tables of docs/operate.md. */
export function showSimulation(years: readonly SimulatedYear[], attacked: readonly Attacked[]): string {
  const all = years.flatMap(({ falseAlarms }) => falseAlarms);
  const mean = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
  const middle = (numbers: readonly number[]): number =>
    numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
  const lines = attacked.map(({ attacker, victim, taken }) => {
    const of = (name: 'files' | 'people') => taken.map((each) => each[name]);
    const raised = taken.filter((each) => each.raised).length;
    const range = (name: 'files' | 'people') => `${middle(of(name))} (${Math.max(0, ...of(name))})`;
    return `| ${attacker} | ${victim.replace(/-.*/, '')} | ${range('files')} | ${range('people')} | ${raised} of ${taken.length} |`;
  });
  const sorted = all.toSorted((a, b) => a - b);
  const above = all.filter((count) => count > 1).length;
  return [
    `False alarms in ${all.length} months: ${mean(all).toFixed(2)} a month on average, ${sorted[Math.ceil(0.95 * sorted.length) - 1] ?? 0} at the 95th percentile, ${Math.max(...all)} in the worst month; ${((100 * above) / all.length).toFixed(0)} % of the months have more than one. Refused: ${mean(years.map(({ refusedPercent }) => refusedPercent)).toFixed(2)} % of the units.`,
    '',
    '| Attacker | Device of a | Files before the alarm, median (most) | People at most, median (most) | Alarm raised |',
    '|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}
