import { FhirError } from '../fhir-error.ts';
import { isDate } from '../resource/dates.ts';
import type { BeyondThree, Lms } from './lms.ts';

export const growthMeasures = ['weight', 'height', 'head', 'bmi'] as const;
export type GrowthMeasure = (typeof growthMeasures)[number];
export type GrowthSex = 'male' | 'female';

/** The parameters at one age, in months of 30.4375 days. */
export interface GrowthRow extends Lms {
  readonly age: number;
}

/** Ages never decrease. An age that is there twice ends one part and begins the next, such as length and height. */
export interface GrowthCurve {
  readonly measure: GrowthMeasure;
  readonly sex: GrowthSex;
  readonly rows: readonly GrowthRow[];
}

/** A reference that a practice loaded. Weights in kg, lengths in cm, body mass index in kg/m². */
export interface GrowthTable {
  readonly name: string;
  /** Date of publication, `YYYY-MM-DD`. */
  readonly date: string;
  readonly source: string;
  readonly beyond3: BeyondThree;
  readonly curves: readonly GrowthCurve[];
}

const format = 'etanche-growth 1';
export const mostRows = 400;
const mostMonths = 240;
const textLimits = { name: 100, source: 300 } as const;

/**
 * Reads a table in the format of the README.
 *
 * @throws FhirError `growth_table_invalid`, with the place in `path`
 */
export function openGrowthTable(text: string): GrowthTable {
  const root = objectAt(parsed(text), '', ['format', 'name', 'date', 'source', 'beyond3', 'curves']);
  if (root['format'] !== format) fault('format');
  const date = root['date'];
  if (typeof date !== 'string' || date.length !== 10 || !isDate(date)) fault('date');
  const beyond3 = root['beyond3'];
  if (beyond3 !== 'lms' && beyond3 !== 'restricted') fault('beyond3');
  const curves = Object.entries(objectAt(root['curves'], 'curves', growthMeasures)).flatMap(([measure, sexes]) =>
    Object.entries(objectAt(sexes, `curves.${measure}`, ['male', 'female'])).map(([sex, rows]) => ({
      measure: measure as GrowthMeasure,
      sex: sex as GrowthSex,
      rows: rowsAt(rows, `curves.${measure}.${sex}`),
    })),
  );
  if (curves.length === 0) fault('curves');
  return { name: textAt(root, 'name'), date, source: textAt(root, 'source'), beyond3, curves };
}

/** The index of the first row that no curve can have; null if all are right. */
export function wrongRow(rows: readonly GrowthRow[]): number | null {
  const wrong = rows.findIndex(({ age, l, m, s }, i) => {
    const [before, earlier] = [rows[i - 1], rows[i - 2]];
    const isOrdered = before === undefined || age > before.age || (age === before.age && earlier?.age !== age);
    const isSound = [age, l, m, s].every(Number.isFinite) && m > 0 && s > 0 && s < 1 && Math.abs(l) <= 10;
    return !isOrdered || !isSound || age < 0 || age > mostMonths;
  });
  return wrong === -1 ? null : wrong;
}

function rowsAt(value: unknown, path: string): GrowthRow[] {
  if (!Array.isArray(value) || value.length < 2 || value.length > mostRows) fault(path);
  const rows = value.map((row: unknown, i): GrowthRow => {
    if (!Array.isArray(row) || row.length !== 4 || !row.every((one) => typeof one === 'number')) fault(`${path}[${i}]`);
    const [age = NaN, l = NaN, m = NaN, s = NaN] = row;
    return { age, l, m, s };
  });
  const wrong = wrongRow(rows);
  return wrong === null ? rows : fault(`${path}[${wrong}]`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return fault('');
  }
}

function objectAt(value: unknown, path: string, names: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fault(path);
  if (Object.keys(value).some((name) => !names.includes(name))) fault(path);
  return value as Record<string, unknown>;
}

function textAt(root: Record<string, unknown>, name: keyof typeof textLimits): string {
  const value = root[name];
  return typeof value === 'string' && value.trim() !== '' && value.length <= textLimits[name] ? value : fault(name);
}

function fault(path: string): never {
  throw new FhirError('growth_table_invalid', `the growth table is malformed at ${path === '' ? 'its root' : path}`, {
    path,
  });
}
