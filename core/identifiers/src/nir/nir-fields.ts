/** Facts of a valid NIR. `canonical` is 13 characters in upper case, Corsica's 2A and 2B kept. */
export type Nir = {
  canonical: string;
  /** 1 to 97, computed; `keyGiven` is true if the text contained it too. */
  key: number;
  keyGiven: boolean;
  sex: 'male' | 'female';
  /** True for a first digit of 3, 4 (being registered) or 7, 8 (provisional): another number will replace this one. */
  provisional: boolean;
  /** Two digits: a NIR does not contain the century. */
  year: number;
  /** 1 to 12, or null for the codes of an incomplete civil record (20, 30 to 42, 50 to 99). */
  month: number | null;
  place: string;
  order: string;
};

export type NirErrorCode =
  | 'nir_empty'
  | 'nir_too_long'
  | 'nir_characters'
  | 'nir_length'
  | 'nir_sex'
  | 'nir_month'
  | 'nir_place'
  | 'nir_order'
  | 'nir_key'
  | 'nir_spreadsheet_rounded';

/** The key of 13 canonical characters: 97 − (number mod 97), with 2A read as 19 and 2B as 18. */
export function nirKey(canonical13: string): number {
  if (!/^\d{5}(?:\d\d|2[AB])\d{6}$/.test(canonical13)) {
    throw new RangeError(`canonical13 is not 13 characters of a NIR (${canonical13.length} characters)`);
  }
  const department = canonical13.slice(5, 7);
  const digits = department === '2A' ? '19' : department === '2B' ? '18' : department;
  return 97 - (Number(canonical13.slice(0, 5) + digits + canonical13.slice(7)) % 97);
}

/** Checks the five fields of 13 characters that are already digits, except for 2A and 2B. */
export function nirFromFields(canonical: string, key: number, keyGiven: boolean): Nir | NirErrorCode {
  const sexDigit = canonical.charCodeAt(0) - 48;
  const monthCode = Number(canonical.slice(3, 5));
  const place = canonical.slice(5, 10);
  const order = canonical.slice(10);
  if (sexDigit === 0 || sexDigit === 5 || sexDigit === 6 || sexDigit === 9) return 'nir_sex';
  if (!isMonthCode(monthCode)) return 'nir_month';
  if (!isPlace(place)) return 'nir_place';
  if (order === '000') return 'nir_order';
  return {
    canonical,
    key,
    keyGiven,
    sex: sexDigit % 2 === 1 ? 'male' : 'female',
    provisional: sexDigit > 2,
    year: Number(canonical.slice(1, 3)),
    month: monthCode <= 12 ? monthCode : null,
    place,
    order,
  };
}

function isMonthCode(code: number): boolean {
  return (code >= 1 && code <= 12) || code === 20 || (code >= 30 && code <= 42) || code >= 50;
}

/**
 * Departments 01 to 99, among them 97 and 98 (overseas), 99 (abroad), 91 to 96 (Algeria, Morocco, Tunisia before
 * independence) and 20 (Corsica before 1976). The current list of communes does not apply: the place is recorded as of
 * the birth.
 */
function isPlace(place: string): boolean {
  return !place.startsWith('00') && !place.endsWith('000') && !/^9[78]\d00$/.test(place);
}
