import { defined, type JsonObject } from '../json/json.ts';
import { isDateTime } from '../resource/dates.ts';
import type { Resource } from '../resource/resource.ts';
import { analyses } from './analyses.ts';
import { readTypedDate } from './typed-date.ts';
import type { EntryContext } from './entry-context.ts';
import { foldWords } from './fold-words.ts';

/** A result of a laboratory as a person enters it. */
export interface ResultFacts {
  /** LOINC code; null for a name that is in no list. */
  readonly code: string | null;
  readonly name: string;
  /** A number, or the words of the laboratory. */
  readonly value:
    | { readonly kind: 'number'; readonly number: number; readonly comparator: '<' | '>' | null }
    | { readonly kind: 'text'; readonly text: string }
    | null;
  readonly unit: string;
  readonly low: number | null;
  readonly high: number | null;
  /** FHIR date of the sample. */
  readonly date: string;
}

export type ResultFault = 'name_missing' | 'value_missing' | 'range_invalid' | 'date_invalid' | 'date_future';

const loinc = 'http://loinc.org';
const interpretation = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
const category = 'http://terminology.hl7.org/CodeSystem/observation-category';
const number = String.raw`\d+(?:[.,]\d+)?`;

/** The faults of a result. @param today `YYYY-MM-DD` */
export function resultFaults({ name, value, low, high, date }: ResultFacts, today: string): ResultFault[] {
  const faults: ResultFault[] = [];
  if (name.trim() === '') faults.push('name_missing');
  if (value === null) faults.push('value_missing');
  if (low !== null && high !== null && low > high) faults.push('range_invalid');
  if (!isDateTime(date)) faults.push('date_invalid');
  else if (date.slice(0, 10) > today) faults.push('date_future');
  return faults;
}

/**
 * Reads a result that was typed in one line: `HbA1c 7,4 % (4-6) 24/11/2026`, `potassium 4,4`, `CRP <5`, `ECBU :
 * stérile`. A known analysis brings its code and usual unit; the range is in brackets.
 *
 * @param today date of a result without one, `YYYY-MM-DD`
 */
export function readResultText(typed: string, today: string): ResultFacts {
  const { rest: undated, date } = takeDate(typed.trim());
  const { rest, low, high } = takeRange(undated);
  const common = { low, high, date: date ?? today };
  const [, words, comparator, amount, unit = ''] =
    new RegExp(String.raw`^([^:]+?)\s*:?\s+([<>]?)\s*(${number})\s*((?:/(?!\d)|[^\d\s/]).*)?$`, 'u').exec(rest) ?? [];
  if (words !== undefined && amount !== undefined) {
    const known = named(words);
    const value = { kind: 'number', number: numberOf(amount), comparator: comparatorOf(comparator) } as const;
    return { ...common, ...known, value, unit: unit.trim() === '' ? known.unit : unit.trim() };
  }
  const [, name, text] = /^(.+?)\s*:\s*(.+)$/u.exec(rest) ?? [];
  if (name === undefined || text === undefined) return { ...common, ...named(rest), value: null, unit: '' };
  return { ...common, ...named(name), value: { kind: 'text', text }, unit: '' };
}

/** Above or below the range; null inside it, without one, and for words. A limit is abnormal if the whole of it is. */
export function abnormalOfResult({ value, low, high }: ResultFacts): 'high' | 'low' | null {
  if (value?.kind !== 'number') return null;
  const { number: amount, comparator } = value;
  if (high !== null && comparator !== '<' && (amount > high || (comparator === '>' && amount >= high))) return 'high';
  if (low !== null && comparator !== '>' && (amount < low || (comparator === '<' && amount <= low))) return 'low';
  return null;
}

/** @param facts without faults */
export function buildResult(facts: ResultFacts, { patient, author, recorded }: EntryContext): Resource {
  const { code, name, value, unit, low, high, date } = facts;
  const quantity = (amount: number): JsonObject => defined({ value: amount, unit: unit === '' ? undefined : unit });
  const isNumber = value?.kind === 'number';
  const abnormal = abnormalOfResult(facts);
  const hasRange = low !== null || high !== null;
  const mark = abnormal === 'high' ? 'H' : abnormal === 'low' ? 'L' : 'N';
  return {
    resourceType: 'Observation',
    ...defined({
      status: 'final',
      category: [{ coding: [{ system: category, code: 'laboratory' }] }],
      code: { ...(code === null ? {} : { coding: [{ system: loinc, code }] }), text: name },
      subject: { reference: patient },
      effectiveDateTime: date,
      issued: recorded,
      performer: [{ display: author }],
      valueQuantity: isNumber
        ? { ...quantity(value.number), ...(value.comparator === null ? {} : { comparator: value.comparator }) }
        : undefined,
      valueString: value?.kind === 'text' ? value.text : undefined,
      interpretation: isNumber && hasRange ? [{ coding: [{ system: interpretation, code: mark }] }] : undefined,
      referenceRange: hasRange
        ? [defined({ low: low === null ? undefined : quantity(low), high: high === null ? undefined : quantity(high) })]
        : undefined,
    }),
  };
}

function takeDate(text: string): { readonly rest: string; readonly date: string | null } {
  const [, rest, last] = /^(.*\S)\s+(?:le\s+)?(\d{1,2}\/\d{1,2}\/\d{4})$/u.exec(text) ?? [];
  const date = last === undefined ? null : readTypedDate(last);
  return rest === undefined || date === null ? { rest: text, date: null } : { rest, date };
}

function takeRange(text: string): { readonly rest: string; readonly low: number | null; readonly high: number | null } {
  const both = new RegExp(String.raw`^(.*\S)\s*\(\s*(${number})\s*(?:-|–|à)\s*(${number})\s*\)$`, 'u').exec(text);
  if (both !== null) return { rest: both[1] ?? '', low: numberOf(both[2]), high: numberOf(both[3]) };
  const limit = new RegExp(String.raw`^(.*\S)\s*\(\s*([<>])\s*(${number})\s*\)$`, 'u').exec(text);
  if (limit === null) return { rest: text, low: null, high: null };
  const amount = numberOf(limit[3]);
  return { rest: limit[1] ?? '', low: limit[2] === '>' ? amount : null, high: limit[2] === '<' ? amount : null };
}

function named(words: string): Pick<ResultFacts, 'code' | 'name' | 'unit'> {
  const typed = foldWords(words);
  const known = analyses.find((one) => one.words.includes(typed) || foldWords(one.name) === typed);
  return known === undefined
    ? { code: null, name: words.trim(), unit: '' }
    : { code: known.code, name: known.name, unit: known.unit };
}

function numberOf(written = ''): number {
  return Number(written.replace(',', '.'));
}

function comparatorOf(sign: string | undefined): '<' | '>' | null {
  return sign === '<' || sign === '>' ? sign : null;
}
