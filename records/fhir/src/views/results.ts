import { codesOf, labelOf } from '../french/coding.ts';
import { isObject, text, type JsonObject } from '../json/json.ts';
import { abnormalOf, quantityOf, rangeOf, type MeasurePoint, type MeasureSeries } from './measures.ts';
import { current, dateOf } from './problems.ts';
import type { ViewSource } from './view-source.ts';

/** One value of an analysis, as it was written. */
export interface ResultValue {
  readonly id: string;
  readonly date: string | null;
  /** A number with its comparator, two numbers of a blood pressure, or words. */
  readonly text: string;
  readonly abnormal: MeasurePoint['abnormal'];
}

/** One analysis with all its values, newest first. */
export interface ResultLine {
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly range: MeasureSeries['range'];
  readonly values: readonly ResultValue[];
}

/**
 * Every Observation that has a value, also limits such as `<5` and words, by code and unit; analyses whose newest value
 * is abnormal come first, then the newest.
 */
export function resultsOf(sources: readonly ViewSource[]): ResultLine[] {
  const lines = new Map<string, { line: Omit<ResultLine, 'values'>; values: ResultValue[] }>();
  for (const { id, resource } of current(sources, 'Observation')) {
    const written = writtenValue(resource);
    if (written === null || resource['status'] === 'cancelled') continue;
    const name = labelOf(resource['code']) ?? '';
    const code = codesOf(resource['code']).find(({ system }) => system === 'http://loinc.org')?.code ?? name;
    const key = `${code} ${written.unit}`;
    const date = dateOf(resource, 'effectiveDateTime', 'effectivePeriod', 'issued');
    const known = lines.get(key) ?? { line: { code, name, unit: written.unit, range: null }, values: [] };
    known.values.push({ id, date, text: written.text, abnormal: abnormalOf(resource) });
    known.line = { ...known.line, range: rangeOf(resource) ?? known.line.range };
    lines.set(key, known);
  }
  const newest = ({ values }: ResultLine): string => values[0]?.date ?? '';
  const isAbnormal = ({ values }: ResultLine): number => Number((values[0]?.abnormal ?? null) !== null);
  return Array.from(lines.values(), ({ line, values }): ResultLine => ({
    ...line,
    values: values.sort((one, other) => (other.date ?? '').localeCompare(one.date ?? '')),
  })).sort((one, other) => isAbnormal(other) - isAbnormal(one) || newest(other).localeCompare(newest(one)));
}

function writtenValue(observation: JsonObject): { readonly text: string; readonly unit: string } | null {
  const quantity = observation['valueQuantity'];
  if (isObject(quantity)) {
    const { comparator } = quantity;
    const read = quantityOf({ ...quantity, comparator: null });
    if (read === null) return null;
    return { text: `${text(comparator) ?? ''}${shown(read.value)}`, unit: read.unit };
  }
  const parts = Array.isArray(observation['component'])
    ? observation['component'].flatMap((one) => (isObject(one) ? (quantityOf(one['valueQuantity']) ?? []) : []))
    : [];
  if (parts.length > 0) return { text: parts.map(({ value }) => shown(value)).join('/'), unit: parts[0]?.unit ?? '' };
  const words = text(observation['valueString']) ?? labelOf(observation['valueCodeableConcept']);
  return words === null ? null : { text: words, unit: '' };
}

/** A decimal comma, as French laboratories write. */
function shown(value: number): string {
  return String(value).replace('.', ',');
}
