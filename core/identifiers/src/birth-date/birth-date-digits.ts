import { birthDateFromParts, FIRST_YEAR, type BirthDate, type BirthDateErrorCode } from './birth-date-calendar.ts';
import { reject, type Parsed } from '../parsed.ts';

const DAY = 86_400_000;
/** Day 0 of the 1900 date system, for every day after its imaginary 29 February 1900. */
const SPREADSHEET_EPOCH = Date.UTC(1899, 11, 30);

/** Dates without separators; null unless the text consists of digits, with or without spreadsheet decimals. */
export function birthDateFromDigits(text: string, today: string): Parsed<BirthDate, BirthDateErrorCode> | null {
  const digits = /^(\d{4}|\d{7,8})[.,]0+$/.exec(text)?.[1] ?? /^(\d{5})[.,]\d+$/.exec(text)?.[1] ?? text;
  if (!/^\d+$/.test(digits)) return null;
  switch (digits.length) {
    case 4:
      return fromYearOrSerial(Number(digits), today);
    case 5:
      return fromSerial(Number(digits), today);
    case 6:
      return reject('birth_date_ambiguous');
    case 7:
      return fromEight(`0${digits}`, today);
    case 8:
      return fromEight(digits, today);
    case 12:
    case 14:
      return fromYearFirst(digits.slice(0, 8), today);
    default:
      return reject('birth_date_format');
  }
}

/**
 * A year alone is the lunar date 00/00/yyyy; above the current year it is a spreadsheet serial of a day before 18 May
 * 1927.
 */
function fromYearOrSerial(value: number, today: string): Parsed<BirthDate, BirthDateErrorCode> {
  return value <= Number(today.slice(0, 4)) ? birthDateFromParts(value, 0, 0, today) : fromSerial(value, today);
}

function fromSerial(serial: number, today: string): Parsed<BirthDate, BirthDateErrorCode> {
  const date = new Date(SPREADSHEET_EPOCH + serial * DAY);
  return birthDateFromParts(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), today);
}

/** ddmmyyyy if the last four digits can be a year, else yyyymmdd: a month and day are 1231 at most. */
function fromEight(digits: string, today: string): Parsed<BirthDate, BirthDateErrorCode> {
  const lastFour = Number(digits.slice(4));
  if (lastFour < FIRST_YEAR) return fromYearFirst(digits, today);
  return birthDateFromParts(lastFour, Number(digits.slice(2, 4)), Number(digits.slice(0, 2)), today);
}

function fromYearFirst(digits: string, today: string): Parsed<BirthDate, BirthDateErrorCode> {
  return birthDateFromParts(Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6, 8)), today);
}
