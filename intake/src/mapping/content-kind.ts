import {
  parseBirthDate,
  parseEmail,
  parseNir,
  parsePersonName,
  parsePhone,
  splitEmails,
  splitPhones,
} from '@etanche/core-identifiers';
import type { IdentifierRole } from './column-role.ts';

/** What the values of a column can be read as. */
export type ContentKind = 'nir' | 'nir-key' | 'date' | 'email' | 'phone' | 'name' | 'text';

/** The pivot does not matter here: only whether the text is a date at all. */
const dateOptions = { twoDigitYearPivot: 30, today: '9999-12-31' };

/** True when core/identifiers reads the value, or each of the values in a cell that holds several. */
export function isReadableAs(kind: Exclude<ContentKind, 'text'>, value: string): boolean {
  switch (kind) {
    case 'nir':
      return parseNir(value).ok;
    case 'nir-key':
      return /^\s*(?:0?[1-9]|[1-8]\d|9[0-7])\s*$/.test(value);
    case 'date':
      // A bare number is an Excel serial only to somebody who knows that it is a date.
      return /[-/.\s]|^\d{8}$/.test(value) && parseBirthDate(value, dateOptions).ok;
    case 'email':
      return value.includes('@') && splitEmails(value).every((email) => parseEmail(email).ok);
    case 'phone':
      return splitPhones(value).some((phone) => parsePhone(phone, 'FR').ok);
    case 'name':
      return parsePersonName(value).ok && value.length <= 60;
  }
}

/** Kinds from the most telling to the least: a NIR is never a name, a phone may look like a date without separators. */
const telling = ['email', 'nir', 'date', 'phone'] as const;

/** The kind that at least nine values in ten are, or `text`. */
export function contentKind(values: readonly string[]): ContentKind {
  if (values.length === 0) return 'text';
  for (const kind of telling) {
    const readable = values.filter((value) => isReadableAs(kind, value)).length;
    if (readable >= values.length * 0.9) return kind;
  }
  return 'text';
}

/** The kind that the values of an identifier column must have. */
export function expectedKind(role: IdentifierRole): Exclude<ContentKind, 'text'> {
  switch (role) {
    case 'nir':
    case 'nir-key':
    case 'email':
    case 'phone':
      return role;
    case 'birth-date':
      return 'date';
    case 'birth-name':
    case 'used-name':
    case 'family-name':
    case 'given-names':
    case 'full-name':
      return 'name';
  }
}
