import type { Sex } from '@etanche/records-fhir';

const sexes: Readonly<Record<string, Sex>> = {
  M: 'male',
  '1': 'male',
  F: 'female',
  '2': 'female',
  O: 'other',
  A: 'other',
};

/** Reads a sex of HL7 table 0001, or the digit of a social security number. */
export function readSex(text: string): Sex {
  const code = text.trim().toUpperCase().charAt(0);
  return Object.hasOwn(sexes, code) ? (sexes[code] ?? 'unknown') : 'unknown';
}
