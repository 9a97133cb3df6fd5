import { parseBirthDate, parseNir, parsePhone } from '@etanche/core-identifiers';

/** The parts of a typed text. Dates are FHIR dates; a two-digit year may have two readings. */
export interface TypedText {
  readonly nirs: readonly string[];
  readonly phones: readonly string[];
  /** The possible readings of each typed date. */
  readonly dates: readonly (readonly string[])[];
  /** The possible birth years of each typed year or age. */
  readonly years: readonly (readonly string[])[];
  readonly words: readonly string[];
  /** Number of numbers that are none of these, such as an incomplete phone or date. */
  readonly unread: number;
}

const NUMERIC = /^[+(]?\d[\d./()-]*$/;
const CORSICAN = /^[\d.-]*2[ab][\d.-]*$/i;
const AGE = /^(\d{1,3})(ans?|mois)$/i;
const MOST_TOKENS = 8;
const titles = new Set(['NÉE', 'NEE', 'NÉ', 'MME', 'MR', 'MLLE', 'MONSIEUR', 'MADAME', 'DR', 'ÉP', 'ÉPOUSE', 'VEUVE']);
const OLDEST = 115;

/** @param today `YYYY-MM-DD`: the latest possible birth date, from which an age is subtracted */
export function readTypedText(text: string, today: string): TypedText {
  const tokens = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/(\d)\s*(ans?|mois)\b/gi, '$1$2')
    .split(/[\s,;]+/)
    .filter((token) => token !== '');
  const read = { nirs: [], phones: [], dates: [], years: [], words: [], unread: 0 } as Mutable;
  for (let at = 0; at < tokens.length;) at += readAt(tokens, at, today, read);
  return read;
}

type Mutable = {
  nirs: string[];
  phones: string[];
  dates: string[][];
  years: string[][];
  words: string[];
  unread: number;
};

/** Reads the longest date or number that starts at this token, else one word. @returns the number of tokens read */
function readAt(tokens: readonly string[], at: number, today: string, read: Mutable): number {
  for (let count = Math.min(MOST_TOKENS, tokens.length - at); count > 0; count--) {
    const part = tokens.slice(at, at + count);
    if (readNumbers(part, today, read)) return count;
  }
  const token = tokens[at] ?? '';
  const ages = ageYears(token, today);
  if (ages !== null) read.years.push(ages);
  else if (/\d/.test(token)) read.unread += 1;
  else if (!isTitle(token, tokens[at + 1])) read.words.push(token);
  return 1;
}

function isTitle(token: string, next: string | undefined): boolean {
  const isBeforeDate = /^l[ea]$/i.test(token) && next !== undefined && NUMERIC.test(next);
  return isBeforeDate || titles.has(token.replace(/\.$/, '').toUpperCase());
}

function readNumbers(part: readonly string[], today: string, read: Mutable): boolean {
  const isNumeric = part.every((token) => NUMERIC.test(token) || CORSICAN.test(token));
  const joined = part.join(' ');
  if (isNumeric) {
    const nir = joined.replace(/[^\dAB]/gi, '').length >= 13 ? parseNir(joined) : null;
    if (nir?.ok === true) return read.nirs.push(nir.value.canonical) > 0;
    const phone = /^[(]?(?:0|\+)/.test(joined) ? parsePhone(joined, 'FR') : null;
    if (phone?.ok === true) return read.phones.push(phone.value) > 0;
  }
  const dates = readDate(joined, today);
  if (dates.length === 0) return false;
  if (/^\d{4}$/.test(joined)) return read.years.push(dates) > 0;
  return read.dates.push(dates) > 0;
}

/** Reads a date with the day before the month; 00 stands for an unknown part. Empty if the text is not a date. */
function readDate(joined: string, today: string): string[] {
  const [, day = '', month = '', year = ''] =
    /^(\d\d)(\d\d)(\d\d)$/.exec(joined) ?? /^(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d\d)$/.exec(joined) ?? [];
  if (year !== '') {
    const oldest = Number(today.slice(0, 4)) - OLDEST;
    const centuries = [`20${year}`, `19${year}`].filter((full) => Number(full) >= oldest);
    return centuries.flatMap((full) => parsed(`${day}/${month}/${full}`, today));
  }
  // Excludes day numbers of spreadsheets, which `parseBirthDate` accepts.
  if (/^\d+$/.test(joined) && joined.length !== 4 && joined.length !== 8) return [];
  return /\d{4}/.test(joined) ? parsed(joined, today) : [];
}

function parsed(text: string, today: string): string[] {
  const date = parseBirthDate(text, { twoDigitYearPivot: 0, today });
  return date.ok ? [date.value.canonical.replace(/(?:-00)+$/, '')] : [];
}

/** The birth years of an age (`45ans`, `7mois`) or of a two-digit number, which may be an age or a year. */
function ageYears(token: string, today: string): string[] | null {
  const [, number = '', unit = ''] = AGE.exec(token) ?? /^(\d{1,2})()$/.exec(token) ?? [];
  if (number === '') return null;
  const [year = 0, month = 0] = today.split('-').map(Number);
  const months = Number(number) * (/^m/i.test(unit) ? 1 : 12);
  const span = /^m/i.test(unit) ? 1 : 12;
  const first = Math.floor((year * 12 + month - 1 - months - span) / 12);
  const last = Math.floor((year * 12 + month - 1 - months) / 12);
  if (first < year - OLDEST) return null;
  const years = Array.from({ length: last - first + 1 }, (_, index) => String(last - index));
  if (unit === '' && number.length === 2) {
    years.push(
      ...[`20${number}`, `19${number}`].filter((full) => Number(full) <= year && Number(full) >= year - OLDEST),
    );
  }
  return [...new Set(years)];
}
