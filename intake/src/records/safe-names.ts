import { parseBirthDate, parseEmail, parseNir, parsePhone } from '@etanche/core-identifiers';

/**
 * True for a text that contains a value, unlike a name of a column, table or file: an e-mail address, a date, or as
 * many digits as an identifying number.
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

/** A name that may be shown and stored: a name that contains a value is replaced. */
export function safeName(name: string, instead: string): string {
  const base = name.split('/').at(-1) ?? '';
  return isPersonal(base) ? instead : name;
}

/** Files are often named after days, so a date in a file name is not a value. */
function isPersonal(name: string): boolean {
  const withoutDate = name.replace(/(?:19|20)\d\d[-_.]?[01]\d[-_.]?[0-3]\d(?:[-_T]?\d{4,6})?/g, '');
  return isValue(withoutDate);
}
