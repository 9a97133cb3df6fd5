/** Day, month and year, with or without separators between them. */
const date = /^\s*(\d{2})([\s/.]?)\d{2}[\s/.]?(\d{4}|\d{2})\s*$/;

/**
 * A whole birth date is selective enough to search without Enter.
 *
 * @returns `no` for another text; `maybe` for six digits that may be the beginning of a year of four digits (19, 20) or
 *   of a telephone number (0), which a pause decides
 */
export function dateIsTyped(text: string): 'yes' | 'maybe' | 'no' {
  const [, day = '', separator = '', year = ''] = date.exec(text) ?? [];
  if (year === '') return 'no';
  if (year.length === 4) return 'yes';
  const isTelephone = day.startsWith('0') && separator.trim() !== '/';
  return isTelephone || year === '19' || year === '20' ? 'maybe' : 'yes';
}
