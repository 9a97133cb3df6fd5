import type { Decimal, SentNumber } from './received-report.ts';

/** The decimal signs that a file certainly uses. */
export interface DecimalSigns {
  readonly point: boolean;
  readonly comma: boolean;
}

const form = /^(?:([<>]=?|[≤≥])\s?)?(-?)(0|[1-9]\d{0,14})(?:([.,])(\d{1,12}))?$/u;
const signInRange = /(?:^|[^\d.,])(0|[1-9]\d{0,14})([.,])(\d{1,12})(?![\d.,])/gu;
const comparators = { '<': '<', '>': '>', '<=': '<=', '>=': '>=', '≤': '<=', '≥': '>=' } as const;
const longest = 400;

/**
 * Finds the decimal signs of a sender in the values and ranges of one file. `1,234` may be a number of thousands, so it
 * shows no sign; `4,58` and `0,123` do.
 */
export function decimalSignsOf(texts: Iterable<string>): DecimalSigns {
  const found = { point: false, comma: false };
  for (const text of texts) {
    for (const [, whole = '', sign, decimals = ''] of text.slice(0, longest).matchAll(signInRange)) {
      if (isThousands(whole, decimals)) continue;
      if (sign === '.') found.point = true;
      else found.comma = true;
    }
  }
  return found;
}

/**
 * Reads a text as a number if the whole of it is one: no leading zero, no sign for thousands, no exponent, no unit. A
 * text that could be a number of thousands is read only if the file shows that its sign is the decimal one.
 */
export function readNumber(text: string, signs: DecimalSigns): SentNumber | null {
  if (text.length > 60) return null;
  const [, comparator, minus = '', whole, sign, decimals] = form.exec(text.trim()) ?? [];
  if (whole === undefined) return null;
  if (sign !== undefined && decimals !== undefined && isThousands(whole, decimals)) {
    const [isShown, isOtherShown] = sign === '.' ? [true, signs.comma] : [signs.comma, signs.point];
    if (!isShown || isOtherShown) return null;
  }
  const decimal = `${minus}${whole}${decimals === undefined ? '' : `.${decimals}`}`;
  return { decimal, comparator: comparator === undefined ? null : comparatorOf(comparator) };
}

/** Less than zero, zero, or greater. Exact, unlike the difference of two floating-point numbers. */
export function compareDecimals(one: Decimal, other: Decimal): number {
  const [a, b] = [scaled(one), scaled(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** In units of 10⁻¹². */
function scaled(decimal: Decimal): bigint {
  const [whole = '', decimals = ''] = decimal.replace('-', '').split('.');
  const amount = BigInt(whole + decimals.padEnd(12, '0'));
  return decimal.startsWith('-') ? -amount : amount;
}

function isThousands(whole: string, decimals: string): boolean {
  return decimals.length === 3 && whole.length <= 3 && whole !== '0';
}

function comparatorOf(written: string): SentNumber['comparator'] {
  return Object.hasOwn(comparators, written) ? comparators[written as keyof typeof comparators] : null;
}
