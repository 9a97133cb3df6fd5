/** 06 39 98 71 20, with no-break spaces; a number of another form as written. */
export function shownPhone(number: string): string {
  const digits = number.replace(/[\s.-]/g, '').replace(/^\+33/, '0');
  return /^0\d{9}$/.test(digits) ? digits.replace(/(\d\d)(?=\d)/g, '$1\u00a0') : number;
}

/** 2 85 04 56 260 987 50, with no-break spaces; an INS has the same form. */
export function shownNir(nir: string): string {
  return nir.replace(/^(.)(..)(..)(..)(...)(...)(..)$/, '$1\u00a0$2\u00a0$3\u00a0$4\u00a0$5\u00a0$6\u00a0$7');
}
