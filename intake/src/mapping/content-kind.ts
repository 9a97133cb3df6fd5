import {
  parseBirthDate,
  parseEmail,
  parseNir,
  parsePersonName,
  parsePhone,
  splitEmails,
  splitPhones,
} from '@etanche/core-identifiers';
import { plainName } from '../cells/name-cell.ts';
import { splitNirs } from '../cells/nir-cell.ts';
import { readDate } from '../dates/read-date.ts';
import type { IdentifierRole } from './column-role.ts';

/** The kinds of values of a column. */
export type ContentKind = 'nir' | 'nir-key' | 'date' | 'day' | 'month' | 'year' | 'email' | 'phone' | 'name' | 'text';

/** The pivot is irrelevant here: only whether the text is a date. */
const dateOptions = { twoDigitYearPivot: 30, today: '9999-12-31' };

/** True if core/identifiers reads the value, or every value of a cell with several. */
export function isReadableAs(kind: Exclude<ContentKind, 'text'>, value: string): boolean {
  switch (kind) {
    case 'nir':
      return splitNirs(value).some((number) => parseNir(number).ok);
    case 'nir-key':
      return /^\s*(?:0?[1-9]|[1-8]\d|9[0-7])\s*$/.test(value);
    case 'date':
      return isDate(value);
    case 'day':
      return /^\s*(?:0?[1-9]|[12]\d|3[01])(?:er)?(?:\.0)?\s*$/.test(value);
    case 'month':
      return /^\s*(?:0?[1-9]|1[0-2])(?:\.0)?\s*$/.test(value) || isDate(`1 ${value.trim()} 1950`);
    case 'year':
      return /^\s*(?:(?:18|19|20)\d\d|\d\d)(?:\.0)?\s*$/.test(value);
    case 'email':
      return value.includes('@') && splitEmails(value).every((email) => parseEmail(email).ok);
    case 'phone':
      return splitPhones(value).some((phone) => parsePhone(phone, 'FR').ok);
    case 'name':
      return value.length <= 80 && parsePersonName(plainName(value).plain.replace(/[,;/^|]+/g, ' ')).ok;
  }
}

/** A bare number is not recognised as a date. */
function isDate(value: string): boolean {
  if (!/[-/.\s]|^\d{8}$/.test(value)) return false;
  const text = readDate(value, undefined);
  return parseBirthDate(text, dateOptions).ok || parseBirthDate(readDate(value, 'month-first'), dateOptions).ok;
}

/** Kinds from the most to the least specific: a NIR is never a name, but a phone number may look like a date. */
const telling = ['email', 'nir', 'date', 'phone'] as const;

/** The kind of at least nine values in ten, or `text`. */
export function contentKind(values: readonly string[]): ContentKind {
  if (values.length === 0) return 'text';
  for (const kind of telling) {
    const readable = values.filter((value) => isReadableAs(kind, value)).length;
    if (readable >= values.length * 0.9) return kind;
  }
  return 'text';
}

/** The required kind of the values of an identifier column. */
export function expectedKind(role: IdentifierRole): Exclude<ContentKind, 'text'> {
  switch (role) {
    case 'nir':
    case 'nir-key':
    case 'email':
    case 'phone':
      return role;
    case 'birth-date':
      return 'date';
    case 'birth-day':
      return 'day';
    case 'birth-month':
      return 'month';
    case 'birth-year':
      return 'year';
    case 'birth-name':
    case 'used-name':
    case 'family-name':
    case 'given-names':
    case 'full-name':
      return 'name';
  }
}
