import { birthDateFromParts, type BirthDate, type BirthDateErrorCode } from './birth-date-calendar.ts';
import { parseBirthDateCarefully, type BirthDateOptions } from './birth-date-careful.ts';
import type { Parsed } from '../parsed.ts';

/** Converts a birth date in any spelling of README.md, "Birth date", to `yyyy-mm-dd`. */
export function parseBirthDate(text: string, options: BirthDateOptions): Parsed<BirthDate, BirthDateErrorCode> {
  return parsePlainBirthDate(text, options.today) ?? parseBirthDateCarefully(text, options);
}

/** The common cases, `dd/mm/yyyy` and `yyyy-mm-dd` in ten characters. */
export function parsePlainBirthDate(text: string, today: string): Parsed<BirthDate, BirthDateErrorCode> | null {
  if (text.length !== 10) return null;
  const french = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text);
  if (french !== null) return birthDateFromParts(Number(french[3]), Number(french[2]), Number(french[1]), today);
  const iso = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  return iso === null ? null : birthDateFromParts(Number(iso[1]), Number(iso[2]), Number(iso[3]), today);
}
