import { codesOf, labelOf } from '../french/coding.ts';
import { isObject, objects, text, type Json, type JsonObject } from '../json/json.ts';
import { dateOf } from './problems.ts';
import { ofType, type ViewSource } from './view-source.ts';

export interface MeasurePoint {
  readonly id: string;
  readonly date: string;
  readonly value: number;
  /** The diastolic of a blood pressure. */
  readonly second: number | null;
  readonly abnormal: 'high' | 'low' | null;
}

/** One kind of measurement over time, oldest first. */
export interface MeasureSeries {
  /** LOINC code, or the name where there is none. */
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly points: readonly MeasurePoint[];
  /** The reference range of the newest point that has one. */
  readonly range: { readonly low: number | null; readonly high: number | null } | null;
}

const loinc = 'http://loinc.org';
const interpretation = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
const units: Readonly<Record<string, string>> = {
  d: 'j',
  Cel: '°C',
  'mm[Hg]': 'mmHg',
  'ug/L': 'µg/L',
  '10*3/uL': '10³/µL',
};

/** Every numeric Observation, by its LOINC code and unit: values of two units are never joined in one curve. */
export function measuresOf(sources: readonly ViewSource[]): MeasureSeries[] {
  type Growing = { name: string; unit: string; points: MeasurePoint[]; range: MeasureSeries['range'] };
  const all = new Map<string, Growing & { code: string }>();
  const observations = ofType(sources, 'Observation')
    .filter(({ resource }) => resource['status'] !== 'entered-in-error' && resource['status'] !== 'cancelled')
    .map((source) => ({ source, date: dateOf(source.resource, 'effectiveDateTime', 'effectivePeriod', 'issued') }))
    .toSorted((one, other) => (one.date ?? '').localeCompare(other.date ?? ''));
  for (const { source, date } of observations) {
    const { id, resource } = source;
    const measured = valueOf(resource);
    if (measured === null || date === null) continue;
    const name = labelOf(resource['code']) ?? '';
    const code = codesOf(resource['code']).find(({ system }) => system === loinc)?.code ?? name;
    const key = `${code} ${measured.unit}`;
    const series = all.get(key) ?? { code, name, unit: measured.unit, points: [], range: null };
    series.points.push({ id, date, value: measured.value, second: measured.second, abnormal: abnormalOf(resource) });
    series.range = rangeOf(resource) ?? series.range;
    all.set(key, series);
  }
  return [...all.values()];
}

type Measured = { readonly value: number; readonly second: number | null; readonly unit: string };

function valueOf(observation: JsonObject): Measured | null {
  const single = quantityOf(observation['valueQuantity']);
  if (single !== null) return { ...single, second: null };
  const components = objects(observation['component']).flatMap((one) => quantityOf(one['valueQuantity']) ?? []);
  const [first, second] = components;
  if (first === undefined) return null;
  return { value: first.value, second: second?.value ?? null, unit: first.unit };
}

/** Null for a limit such as `<5` and for what is no number. */
export function quantityOf(value: Json | undefined): { value: number; unit: string } | null {
  if (!isObject(value)) return null;
  const number = Number(value['value']);
  const isNumber =
    (typeof value['value'] === 'number' || typeof value['value'] === 'string') && Number.isFinite(number);
  // `<` and `>` are limits, not values: a curve through them would be wrong.
  if (!isNumber || typeof value['comparator'] === 'string') return null;
  const unit = text(value['unit']) ?? text(value['code']) ?? '';
  return { value: number, unit: units[unit] ?? unit };
}

/** The first reference range. */
export function rangeOf(observation: JsonObject): MeasureSeries['range'] {
  const [range] = objects(observation['referenceRange']);
  if (range === undefined) return null;
  const [low, high] = [quantityOf(range['low']), quantityOf(range['high'])];
  return low === null && high === null ? null : { low: low?.value ?? null, high: high?.value ?? null };
}

/** As the laboratory marked it; the range decides only where there is no mark. */
export function abnormalOf(observation: JsonObject): MeasurePoint['abnormal'] {
  const marks = objects(observation['interpretation']).flatMap((one) =>
    codesOf(one).flatMap(({ system, code }) => (system === interpretation && code !== null ? [code] : [])),
  );
  if (marks.some((mark) => mark.startsWith('H'))) return 'high';
  if (marks.some((mark) => mark.startsWith('L'))) return 'low';
  if (marks.length > 0) return null;
  const measured = quantityOf(observation['valueQuantity']);
  const range = rangeOf(observation);
  if (measured === null || range === null) return null;
  if (range.high !== null && measured.value > range.high) return 'high';
  return range.low !== null && measured.value < range.low ? 'low' : null;
}
