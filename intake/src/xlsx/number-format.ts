/** How the number cells of a style are displayed. */
export type NumberStyle = { readonly kind: 'date' } | { readonly kind: 'digits'; readonly zeros: number };

/** Built-in formats of ECMA-376 part 1, section 18.8.30, that are dates or times. */
const builtInDates = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54, 55, 56,
  57, 58,
]);

export function numberStyle(formatId: number, code: string | undefined): NumberStyle {
  if (builtInDates.has(formatId)) return { kind: 'date' };
  const section = (code ?? '').split(';')[0] ?? '';
  const bare = section.replace(/"[^"]*"|\\.|\[[^\]]*\]|_./g, '');
  if (/[ymdhs]/i.test(bare) && !/general/i.test(bare)) return { kind: 'date' };
  // From its first 0 on, every placeholder of a format shows a digit: 0#" "## gives 06 12 for 612.
  const whole = bare.split('.')[0] ?? '';
  const first = whole.indexOf('0');
  return { kind: 'digits', zeros: first === -1 ? 0 : whole.slice(first).replace(/[^0#]/g, '').length };
}

const dayMilliseconds = 86_400_000;

/** The displayed text of a number, but with dates in ISO 8601 and without thousands separators. */
export function numberText(raw: string, style: NumberStyle, date1904: boolean): string {
  const value = Number(raw);
  if (raw.trim() === '' || !Number.isFinite(value)) return raw;
  if (style.kind === 'date') return serialText(value, date1904);
  if (!Number.isInteger(value) || Math.abs(value) >= 1e21) return String(value);
  return value < 0 ? String(value) : String(value).padStart(style.zeros, '0');
}

/** Serial 60 is the non-existent 29 February 1900: serials below it count from a day later. */
function serialText(serial: number, date1904: boolean): string {
  if (serial < 0 || serial > 2_958_466) return String(serial);
  const epoch = date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30);
  const moment = new Date(epoch + Math.round(serial * 86_400) * 1000);
  const [day = '', time = ''] = moment.toISOString().split('T');
  if (serial < 1 && !date1904) return time.slice(0, 8);
  return (moment.getTime() - epoch) % dayMilliseconds === 0 ? day : `${day} ${time.slice(0, 8)}`;
}
