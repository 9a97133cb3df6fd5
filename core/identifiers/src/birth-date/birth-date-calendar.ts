import { accept, reject, type Parsed } from '../parsed.ts';

/** `canonical` is `yyyy-mm-dd` with 00 for each unknown part; `lunar` is true if a part is unknown. */
export type BirthDate = { canonical: string; lunar: boolean };

export type BirthDateErrorCode =
  | 'birth_date_empty'
  | 'birth_date_too_long'
  | 'birth_date_format'
  | 'birth_date_ambiguous'
  | 'birth_date_time_zone'
  | 'birth_date_year'
  | 'birth_date_month'
  | 'birth_date_day'
  | 'birth_date_future';

/** Earliest accepted year of birth; it also distinguishes ddmmyyyy from yyyymmdd. */
export const FIRST_YEAR = 1880;

/** Parts as written, 0 for unknown. A known day of an unknown month is rejected: no register contains one. */
export function birthDateFromParts(
  year: number,
  month: number,
  day: number,
  today: string,
): Parsed<BirthDate, BirthDateErrorCode> {
  if (year < FIRST_YEAR || year > 9999) return reject('birth_date_year');
  if (month > 12 || (month === 0 && day !== 0)) return reject('birth_date_month');
  if (day > daysInMonth(year, month)) return reject('birth_date_day');
  const canonical = `${year}-${pad(month)}-${pad(day)}`;
  return canonical > today ? reject('birth_date_future') : accept({ canonical, lunar: day === 0 });
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function pad(part: number): string {
  return part < 10 ? `0${part}` : `${part}`;
}
