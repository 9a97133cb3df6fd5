/** State of a typed RPPS number: 11 digits, the last of which is a key by Luhn's formula (ISO/IEC 7812-1 annex B). */
export type RppsState = 'empty' | 'incomplete' | 'malformed' | 'wrong_key' | 'valid';

/** Reads an RPPS number; spaces are ignored. */
export function checkRpps(text: string): RppsState {
  const digits = text.replace(/[\s\u00a0\u202f]/gu, '');
  if (digits === '') return 'empty';
  if (!/^\d{1,11}$/u.test(digits)) return 'malformed';
  if (digits.length < 11) return 'incomplete';
  return luhnSum(digits) % 10 === 0 ? 'valid' : 'wrong_key';
}

function luhnSum(digits: string): number {
  return Array.from(digits)
    .reverse()
    .map((digit, i) => {
      const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
      return value > 9 ? value - 9 : value;
    })
    .reduce((sum, value) => sum + value, 0);
}
