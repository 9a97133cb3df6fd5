/**
 * How to read ambiguous dates of a column: the order of day, month and year in `04/03/1950` and `040350`, or the unit
 * of a number. Without an order, only `dd/mm/yyyy` and unambiguous dates are read.
 */
export const dateOrders = ['day-first', 'month-first', 'year-first', 'serial-1904', 'seconds', 'milliseconds'] as const;
export type DateOrder = (typeof dateOrders)[number];

export function isDateOrder(text: unknown): text is DateOrder {
  return dateOrders.some((order) => order === text);
}

const DAYS_1904 = 1462;
const longestDate = 80;
const MONTH_WORD = String.raw`(?!am\b|pm\b)\p{L}{3,9}\.?`;
const BORN =
  /^(?:date de naissance|ddn|dob|n[ée]e?|n[ée]\(e\))?\s*:?\s*(?:le|the)?\s*:?\s+(?=\S*\d)|^(?:n[ée]e?|n[ée]\(e\)) le\s*/iu;
const WEEKDAY =
  /^(?:lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)\p{L}*\.?,?\s+(?=(?:\d{1,2}\s+\p{L}|\p{L}{3,9}\.?\s+\d))/iu;
/** `Mar  4 1950 12:00AM`, `March 4, 1950`, `Mar 04 1950 00:00:00 GMT+0100`. */
const MONTH_WORD_FIRST = new RegExp(
  String.raw`^(${MONTH_WORD})\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:\s.*)?$`,
  'iu',
);
/** `4 mars 1950 00:00`, `04 Mar 1950 00:00:00 GMT`. */
const DAY_MONTH_WORD = new RegExp(String.raw`^(\d{1,2})(?:er)?[\s-](${MONTH_WORD})[\s-](\d{4}|\d\d)(?:\s.*)?$`, 'iu');
const HALF_DAY_MIDNIGHT = /[\sT]+12:00(?::00(?:[:.]0+)?)?\s*a\.?m\.?$/i;
/** A day with a time zone and no time (XML Schema), and an offset of whole hours as PostgreSQL writes it. */
const DAY_WITH_ZONE = /^(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)$/;
const WHOLE_HOURS = /(\d\d:\d\d:\d\d(?:\.\d+)?)[+-]\d\d$/;
const DOT_NET = /^\\?\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\\?\/$/;
const TRIPLE = /^(\d{1,2})([/. -])(\d{1,2})\2(\d{4}|\d\d)(?=$|[T\s])/;

/**
 * Rewrites a date so that `parseBirthDate` reads it in the column's order. A text that is not a date is returned
 * unchanged.
 */
export function readDate(text: string, order: DateOrder | undefined): string {
  const plain = plainDate(text);
  const number = /^(-?\d{1,15})(?:[.,]0+)?$/.exec(plain)?.[1];
  if (number !== undefined) return readNumber(number, order) ?? plain;
  const triple = TRIPLE.exec(plain);
  if (triple === null || (order !== 'month-first' && order !== 'year-first')) return plain;
  const [, first = '', , second = '', third = ''] = triple;
  const rest = plain.slice(triple[0].length);
  if (order === 'month-first') return `${second}/${first}/${third}${rest}`;
  return third.length === 2 && first.length === 2 ? `${third}/${second}/${first}${rest}` : plain;
}

/** Removes words around a date, the weekday, a time of midnight, and Microsoft's JSON form. */
function plainDate(text: string): string {
  // No date is that long, and the patterns below are slow on long texts.
  if (text.length > longestDate) return text;
  const bare = text.trim().replace(BORN, '').trim();
  const dotNet = DOT_NET.exec(bare);
  if (dotNet !== null) return dayOf(Number(dotNet[1]));
  const word = MONTH_WORD_FIRST.exec(bare) ?? MONTH_WORD_FIRST.exec(bare.replace(WEEKDAY, ''));
  if (word !== null) return `${word[2] ?? ''} ${(word[1] ?? '').replace('.', '')} ${word[3] ?? ''}`;
  const dayFirst = DAY_MONTH_WORD.exec(bare.replace(WEEKDAY, ''));
  if (dayFirst !== null) return `${dayFirst[1] ?? ''} ${(dayFirst[2] ?? '').replace('.', '')} ${dayFirst[3] ?? ''}`;
  return bare
    .replace(WEEKDAY, '')
    .replace(HALF_DAY_MIDNIGHT, '')
    .replace(DAY_WITH_ZONE, '$1')
    .replace(WHOLE_HOURS, '$1')
    .replace(/^(\d{1,2}[/.-]\d{1,2}[/.-]\d{4})\s+(?:à|a|at|in)\s.*$/iu, '$1');
}

/** Reads a number as a date: digits without separators, or a count of days, seconds or milliseconds. */
function readNumber(number: string, order: DateOrder | undefined): string | undefined {
  switch (order) {
    case 'seconds':
      return number.length > 12 ? undefined : dayOf(Number(number) * 1000);
    case 'milliseconds':
      return dayOf(Number(number));
    case 'serial-1904':
      return /^\d{1,5}$/.test(number) ? String(Number(number) + DAYS_1904) : undefined;
    case 'day-first':
    case 'month-first':
    case 'year-first':
      return fromDigits(number, order);
    case undefined:
      return undefined;
  }
}

function fromDigits(number: string, order: 'day-first' | 'month-first' | 'year-first'): string | undefined {
  const six = /^\d{5}$/.test(number) && order === 'day-first' ? undefined : /^(\d\d)(\d\d)(\d\d)$/.exec(number);
  if (six !== null && six !== undefined) {
    const [, a = '', b = '', c = ''] = six;
    if (order === 'day-first') return `${a}/${b}/${c}`;
    return order === 'month-first' ? `${b}/${a}/${c}` : `${c}/${b}/${a}`;
  }
  const eight = order === 'month-first' ? /^(\d\d)(\d\d)(\d{4})$/.exec(number.padStart(8, '0')) : null;
  return eight !== null && number.length > 6 ? `${eight[2] ?? ''}/${eight[1] ?? ''}/${eight[3] ?? ''}` : undefined;
}

/** A moment in ISO 8601, with its time unless it is midnight: its day may differ from the local day. */
function dayOf(milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return '';
  const text = date.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text;
}
