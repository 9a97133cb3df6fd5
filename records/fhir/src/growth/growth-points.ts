import type { MeasureSeries } from '../views/measures.ts';
import { correctedDays, daysBetween } from './child-age.ts';
import type { GrowthMeasure } from './growth-table.ts';

/** One value of a chart. */
export interface GrowthPoint {
  /** Record ids of the Observations: two for a body mass index that is computed. */
  readonly ids: readonly string[];
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Age in days. */
  readonly days: number;
  /** For a child born too early, until two years; null otherwise. */
  readonly correctedDays: number | null;
  readonly value: number;
}

export type GrowthPoints = Readonly<Record<GrowthMeasure, readonly GrowthPoint[]>>;

/** LOINC codes, with the factor of each unit. `8306-3` is the length of a lying child, `3141-9` a measured weight. */
const codes: Readonly<Record<GrowthMeasure, readonly string[]>> = {
  weight: ['29463-7', '3141-9', '8339-4'],
  height: ['8302-2', '8306-3', '3137-7'],
  head: ['9843-4', '8287-5'],
  bmi: ['39156-5'],
};
const factors: Readonly<Record<GrowthMeasure, Readonly<Record<string, number>>>> = {
  weight: { kg: 1, g: 0.001 },
  height: { cm: 1, m: 100 },
  head: { cm: 1, mm: 0.1 },
  bmi: { 'kg/m2': 1, 'kg/m²': 1 },
};

/**
 * The measurements of a child by age, oldest first. A day without its month or day is left out. A body mass index is
 * computed where weight and height are of one day; a stored one counts on the other days.
 *
 * @param birth `YYYY-MM-DD`
 */
export function growthPoints(
  measures: readonly MeasureSeries[],
  birth: string,
  gestationDays: number | null,
): GrowthPoints {
  const pointOf = (ids: readonly string[], date: string, value: number): GrowthPoint => {
    const days = daysBetween(birth, date);
    return { ids, date, days, correctedDays: correctedDays(days, gestationDays), value };
  };
  const read = (measure: GrowthMeasure): GrowthPoint[] =>
    measures
      .filter(({ code }) => codes[measure].includes(code))
      .flatMap(({ unit, points }) =>
        points.flatMap(({ id, date, value }) => {
          const factor = factors[measure][unit];
          if (factor === undefined || date.length < 10) return [];
          const point = pointOf([id], date.slice(0, 10), value * factor);
          return point.days < 0 ? [] : [point];
        }),
      )
      .toSorted((one, other) => one.days - other.days);
  const [weight, height] = [read('weight'), read('height')];
  const computed = weight.flatMap(({ ids, date, value }): GrowthPoint[] => {
    const tall = height.findLast((one) => one.date === date);
    if (tall === undefined) return [];
    const index = value / (tall.value / 100) ** 2;
    return [pointOf([...ids, ...tall.ids], date, Math.round(index * 100) / 100)];
  });
  const stored = read('bmi').filter(({ date }) => !computed.some((one) => one.date === date));
  const bmi = [...computed, ...stored].toSorted((one, other) => one.days - other.days);
  return { weight, height, head: read('head'), bmi };
}
