import type { GrowthCurve, GrowthMeasure, GrowthSex, GrowthTable } from './growth-table.ts';
import { centileOf, valueAt, zScoreOf, type Lms } from './lms.ts';

export interface GrowthScore {
  readonly z: number;
  /** Percent of the reference below the value. */
  readonly centile: number;
}

export function curveOf(table: GrowthTable, measure: GrowthMeasure, sex: GrowthSex): GrowthCurve | null {
  return table.curves.find((one) => one.measure === measure && one.sex === sex) ?? null;
}

/** The parameters at an age, linear between two rows; null outside the curve. Where two parts meet, the later one. */
export function lmsAt({ rows }: GrowthCurve, months: number): Lms | null {
  const after = rows.findLastIndex(({ age }) => age <= months);
  const [low, high] = [rows[after], rows[after + 1]];
  if (low === undefined || (high === undefined && low.age < months)) return null;
  if (high === undefined || low.age === months) return low;
  const share = (months - low.age) / (high.age - low.age);
  const between = (one: number, other: number): number => one + (other - one) * share;
  return { l: between(low.l, high.l), m: between(low.m, high.m), s: between(low.s, high.s) };
}

/** Null if the table has nothing for this age, measurement and sex. */
export function scoreOf(
  table: GrowthTable,
  measure: GrowthMeasure,
  sex: GrowthSex,
  months: number,
  value: number,
): GrowthScore | null {
  const curve = curveOf(table, measure, sex);
  const lms = curve === null ? null : lmsAt(curve, months);
  const z = lms === null ? null : zScoreOf(value, lms, table.beyond3);
  return z === null ? null : { z, centile: centileOf(z) };
}

/** A line of a chart: the values with one z-score at the ages of the table, in parts that are not joined. */
export function linesAt(
  { rows }: GrowthCurve,
  { beyond3 }: GrowthTable,
  z: number,
): { age: number; value: number }[][] {
  const parts: { age: number; value: number }[][] = [[]];
  for (const [i, row] of rows.entries()) {
    if (rows[i - 1]?.age === row.age) parts.push([]);
    const value = valueAt(z, row, beyond3);
    if (value !== null) parts.at(-1)?.push({ age: row.age, value });
  }
  return parts.filter((part) => part.length > 1);
}
