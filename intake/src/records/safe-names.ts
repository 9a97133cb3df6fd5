import { parseBirthDate, parseEmail, parseNir, parsePhone } from '@etanche/core-identifiers';

/**
 * True for a text that is a value and no name of a column, a table or a file: it holds an e-mail address, a date, or as
 * many digits as a number by which somebody is found.
 */
export function isValue(text: string): boolean {
  if (text.length > 100) return true;
  const digits = text.replace(/\D/g, '').length;
  if (/\S@\S+\.\S/.test(text)) return true;
  if (/\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d|(?:18|19|20)\d\d-\d\d-\d\d/.test(text)) return true;
  if (/\d{7}/.test(text)) return true;
  if (digits < 6) return false;
  return (
    parseEmail(text).ok ||
    parseNir(text).ok ||
    parsePhone(text, 'FR').ok ||
    parseBirthDate(text, { twoDigitYearPivot: 30, today: '9999-12-31' }).ok
  );
}

/** A name that may be shown and written down: one that holds a value is replaced. */
export function safeName(name: string, instead: string): string {
  const base = name.split('/').at(-1) ?? '';
  return isPersonal(base) ? instead : name;
}

/** Files are named after days, so that a date alone is no value there. */
function isPersonal(name: string): boolean {
  const withoutDate = name.replace(/(?:19|20)\d\d[-_.]?[01]\d[-_.]?[0-3]\d(?:[-_T]?\d{4,6})?/g, '');
  return isValue(withoutDate);
}
