import { FhirError } from '../fhir-error.ts';
import { wrongRow, type GrowthCurve, type GrowthMeasure, type GrowthRow, type GrowthTable } from './growth-table.ts';

/** A file that a person chose. */
export interface TableFile {
  readonly name: string;
  readonly text: string;
}

const measures: readonly (readonly [RegExp, GrowthMeasure])[] = [
  [/^wei/iu, 'weight'],
  [/^len/iu, 'height'],
  [/^hc/iu, 'head'],
  [/^bmi/iu, 'bmi'],
];
const sexes = { 1: 'male', 2: 'female' } as const;
const monthDays = 30.4375;
/** Each day of the first weeks is kept, then one of a week, then one of a month: no z-score moves by 0.01. */
const dailyUntil = 21;
const weeklyUntil = 366;
const facts = {
  name: 'OMS, Child Growth Standards',
  date: '2006-04-27',
  source: 'Fichiers LMS de l’OMS (anthro), chargés par le cabinet',
  beyond3: 'restricted',
} as const;

/**
 * Reads the text files of the R package `anthro`, in which the WHO publishes its standards: `weianthro.txt`,
 * `lenanthro.txt`, `hcanthro.txt`, `bmianthro.txt`, each with columns sex, age in days, l, m, s and perhaps loh (L
 * lying, H standing). The measurement is that of the file's name.
 *
 * @throws FhirError `growth_table_invalid`, with the file and line in `path`
 */
export function readWhoFiles(files: readonly TableFile[]): GrowthTable {
  const curves = files.flatMap(({ name, text }): GrowthCurve[] => {
    const measure = measures.find(([pattern]) => pattern.test(name))?.[1] ?? fault(name);
    const days = text
      .trim()
      .split(/\r?\n/u)
      .slice(1)
      .map((line, i) => readDay(line, `${name}:${i + 2}`));
    return ([1, 2] as const).map((code) => {
      const rows = thinned(days.filter(({ sex }) => sex === code));
      if (rows.length < 2 || wrongRow(rows) !== null) fault(name);
      return { measure, sex: sexes[code], rows };
    });
  });
  const keys = new Set(curves.map(({ measure, sex }) => `${measure} ${sex}`));
  if (keys.size !== curves.length || curves.length === 0) fault('');
  return { ...facts, curves };
}

type Day = Omit<GrowthRow, 'age'> & { readonly sex: number; readonly day: number; readonly position: string };

function readDay(line: string, path: string): Day {
  const [sex, day, l, m, s, position = ''] = line.split(/\s+/u);
  const numbers = [sex, day, l, m, s].map(Number);
  const [code = NaN, age = NaN, ...lms] = numbers;
  if (!numbers.every(Number.isFinite) || !(code in sexes) || !Number.isInteger(age)) fault(path);
  const [power = NaN, median = NaN, spread = NaN] = lms;
  return { sex: code, day: age, l: power, m: median, s: spread, position };
}

/** Fewer rows with age, the last one, and both rows where the position changes. */
function thinned(days: readonly Day[]): GrowthRow[] {
  const last = days.length - 1;
  const months = new Set(days.map((_, i) => Math.round(i * monthDays)));
  return days.flatMap((one, i): GrowthRow[] => {
    // The last day is in the table, whatever its digits are.
    const rounded = i === last ? Math.ceil : Math.round;
    const age = rounded((one.day / monthDays) * 10_000) / 10_000;
    const row = { age, l: one.l, m: one.m, s: one.s };
    const before = days[i - 1];
    // The lying child ends on the day on which the standing one begins.
    if (before !== undefined && before.position !== one.position)
      return [{ age, l: before.l, m: before.m, s: before.s }, row];
    const isKept =
      i === last || one.day <= dailyUntil || (one.day <= weeklyUntil ? one.day % 7 === 0 : months.has(one.day));
    return isKept ? [row] : [];
  });
}

function fault(path: string): never {
  throw new FhirError('growth_table_invalid', `the growth table is malformed at ${path === '' ? 'its root' : path}`, {
    path,
  });
}
