import { readFileSync } from 'node:fs';
import {
  buildGestation,
  buildGrowth,
  curveOf,
  daysBetween,
  lmsAt,
  monthsOfDays,
  openGrowthTable,
  valueAt,
  type GrowthMeasure,
  type GrowthTable,
  type Resource,
} from '@etanche/records-fhir';
import type { Prng } from '../prng.ts';
import { makeId } from './practice-resources.ts';

/**
 * The growth charts of the CDC of 2000: a work of the government of the United States, in the public domain there (17
 * U.S.C. 105). Each second month from three years on; four digits of L, five of M, four of S.
 */
export const demonstrationGrowth: GrowthTable = openGrowthTable(
  readFileSync(new URL('../../data/growth-cdc-2000.json', import.meta.url), 'utf8'),
);

/** Ages in months at which a child is measured. */
const ages = [
  0, 1, 2, 3, 4, 5, 6, 9, 12, 16, 20, 24, 30, 36, 48, 60, 72, 84, 96, 108, 120, 132, 144, 156, 168, 180, 192, 204,
];
const headUntil = 36;
const mostYears = 18;
/** Share of births before 37 weeks. */
const pretermShare = 0.07;

type Growing = {
  readonly patient: string;
  readonly doctor: string;
  readonly sex: 'male' | 'female';
  /** `YYYY-MM-DD`. */
  readonly birth: string;
  readonly today: string;
};

/** The measurements of a child since birth, near lines of the reference; nothing for an adult. */
export function* growthResources(prng: Prng, { patient, doctor, sex, birth, today }: Growing): Generator<Resource> {
  const age = monthsOfDays(daysBetween(birth, today));
  if (age > mostYears * 12 || age < 0) return;
  const context = { patient, author: doctor, recorded: `${today}T08:00:00+01:00` };
  const isPreterm = prng.chance(pretermShare);
  const gestation = isPreterm ? prng.integer(30 * 7, 36 * 7) : prng.integer(38 * 7, 41 * 7);
  yield { ...buildGestation(gestation, birth, context), id: makeId(prng) };
  const channel = (prng.next() + prng.next() + prng.next() - 1.5) * 2;
  const missing = isPreterm ? monthsOfDays(280 - gestation) : 0;
  for (const months of ages.filter((one) => one <= age)) {
    const date = new Date(Date.parse(`${birth}T00:00:00Z`) + months * 30.4375 * 86_400_000).toISOString().slice(0, 10);
    // An infant born too early is on its line at the corrected age, with the weight of a small newborn before.
    const compared = Math.max(0, months < 24 ? months - missing : months);
    const small = months < missing ? -1.2 * (missing - months) : 0;
    const value = (measure: GrowthMeasure, shift: number): number | null => {
      const curve = curveOf(demonstrationGrowth, measure, sex);
      const lms = curve === null ? null : lmsAt(curve, compared);
      const z = Math.max(-2.8, Math.min(2.8, channel + shift + small + (prng.next() - 0.5) * 0.4));
      const at = lms === null ? null : valueAt(z, lms, 'lms');
      return at === null
        ? null
        : Math.round(at * (measure === 'weight' ? 100 : 10)) / (measure === 'weight' ? 100 : 10);
    };
    const facts = {
      ...{ date, weight: value('weight', 0.2), height: value('height', 0) },
      head: months <= headUntil ? value('head', -0.1) : null,
    };
    for (const resource of buildGrowth(facts, context)) yield { ...resource, id: makeId(prng) };
  }
}
