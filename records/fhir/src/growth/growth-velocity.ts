import type { GrowthMeasure } from './growth-table.ts';
import type { GrowthPoint } from './growth-points.ts';

export type VelocityUnit = 'g/day' | 'kg/year' | 'cm/month' | 'cm/year';

export interface GrowthVelocity {
  readonly value: number;
  readonly unit: VelocityUnit;
  /** Days of both measurements, `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
}

type Rule = {
  /** Days of age at the last measurement, up to which the rule is used. */
  readonly until: number;
  readonly unit: VelocityUnit;
  /** Days for which the unit stands, and units of it in one of the measurement. */
  readonly days: number;
  readonly factor: number;
  /** Shortest distance of the two measurements in days: over less, the error of measuring is the result. */
  readonly least: number;
};

const year = 365.25;
const month = 30.4375;
const rules: Readonly<Record<GrowthMeasure, readonly Rule[]>> = {
  weight: [
    { until: year, unit: 'g/day', days: 1, factor: 1000, least: 5 },
    { until: Infinity, unit: 'kg/year', days: year, factor: 1, least: 90 },
  ],
  height: [
    { until: 2 * year, unit: 'cm/month', days: month, factor: 1, least: 28 },
    { until: Infinity, unit: 'cm/year', days: year, factor: 1, least: 150 },
  ],
  head: [{ until: 2 * year, unit: 'cm/month', days: month, factor: 1, least: 28 }],
  bmi: [],
};
/** An older measurement says nothing about growth now. */
const mostDays = 550;

/** The growth from the nearest earlier measurement that is far enough to the last one; null without one. */
export function velocityOf(measure: GrowthMeasure, points: readonly GrowthPoint[]): GrowthVelocity | null {
  const last = points.at(-1);
  const rule = rules[measure].find(({ until }) => last !== undefined && last.days <= until);
  if (last === undefined || rule === undefined) return null;
  const before = points.findLast(({ days }) => last.days - days >= rule.least);
  if (before === undefined || last.days - before.days > mostDays) return null;
  const perDay = (last.value - before.value) / (last.days - before.days);
  return { value: perDay * rule.days * rule.factor, unit: rule.unit, from: before.date, to: last.date };
}
