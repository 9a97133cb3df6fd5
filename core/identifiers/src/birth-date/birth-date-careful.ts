import { birthDateFromParts, type BirthDate, type BirthDateErrorCode } from './birth-date-calendar.ts';
import { birthDateFromDigits } from './birth-date-digits.ts';
import { monthNumber } from './month-names.ts';
import { reject, type Parsed } from '../parsed.ts';
import { tidy } from '../tidy.ts';

/** Two-digit years up to and including the pivot (0 to 99) are 20yy, later ones 19yy. `today` is `yyyy-mm-dd`. */
export type BirthDateOptions = { twoDigitYearPivot: number; today: string };

type BirthDateResult = Parsed<BirthDate, BirthDateErrorCode>;

const LONGEST_TEXT = 64;
const TIME = /(?:T| T?)(\d{1,2})[:h](\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|UTC|[+-]\d{2}:?\d{2})?$/i;

export function parseBirthDateCarefully(text: string, options: BirthDateOptions): BirthDateResult {
  if (text.length > LONGEST_TEXT) return reject('birth_date_too_long');
  const written = tidy(text).replace(/^[='"’\s]+|['"’\s]+$/g, '');
  if (written === '') return reject('birth_date_empty');
  const time = TIME.exec(written);
  if (time !== null && isShiftedMidnight(time)) return reject('birth_date_time_zone');
  const date = time === null ? written : written.slice(0, time.index);
  const digits = birthDateFromDigits(date, options.today);
  return (
    digits ??
    parseTokens(
      date.split(/[\s/.,-]+/).filter((token) => token !== ''),
      options,
    )
  );
}

/**
 * A UTC time other than midnight usually results from converting a local midnight (27 March 23:00 Z for 28 March in
 * Paris): the written day is then one day too early.
 */
function isShiftedMidnight(time: RegExpExecArray): boolean {
  const isUtc = time[5] !== undefined && /^(?:Z|UTC|[+-]00:?00)$/i.test(time[5]);
  return isUtc && /[1-9]/.test(time.slice(1, 5).join(''));
}

function parseTokens(tokens: string[], options: BirthDateOptions): BirthDateResult {
  const [first = '', second = '', third = ''] = tokens;
  if (tokens.length === 2) return parseMonthAndYear(first, second, options);
  if (tokens.length !== 3) return reject('birth_date_format');
  if (/^\d{4}$/.test(first)) return fromTokens(first, second, third, options);
  return fromTokens(third, second, first.replace(/^1(?:er|st)$/i, '1'), options);
}

/** `mars 1950`, `03/1950`: the day is unknown. */
function parseMonthAndYear(month: string, year: string, options: BirthDateOptions): BirthDateResult {
  return year.length === 4 ? fromTokens(year, month, '0', options) : reject('birth_date_format');
}

function fromTokens(year: string, month: string, day: string, options: BirthDateOptions): BirthDateResult {
  const monthValue = /^\d{1,2}$/.test(month) ? Number(month) : monthNumber(month);
  if (monthValue === null || !/^\d{1,2}$/.test(day) || !/^(?:\d{4}|\d\d)$/.test(year)) {
    return reject('birth_date_format');
  }
  return birthDateFromParts(fullYear(year, options.twoDigitYearPivot), monthValue, Number(day), options.today);
}

function fullYear(year: string, pivot: number): number {
  const value = Number(year);
  if (year.length === 4) return value;
  return value <= pivot ? 2000 + value : 1900 + value;
}
