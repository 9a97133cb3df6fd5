import { OprfError } from './oprf-error.ts';

/** λ_i at `at` = numerators[i] / denominator, for small integers: their product with elements is cheap. */
export type Lagrange = { readonly numerators: readonly number[]; readonly denominator: bigint };

/**
 * Lagrange coefficients at the point `at` for the polynomial through the given indices, over one common denominator.
 *
 * With at most 9 vaults every number fits a double exactly.
 *
 * @throws OprfError `input_invalid` when indices repeat, are not positive integers or there are none
 */
export function lagrange(indices: readonly number[], at: number): Lagrange {
  if (indices.length === 0 || new Set(indices).size !== indices.length) {
    throw new OprfError('input_invalid', 'share indices are missing or repeat');
  }
  if (indices.some((index) => !Number.isInteger(index) || index < 1 || index > 255)) {
    throw new OprfError('input_invalid', 'a share index is not between 1 and 255');
  }
  const fractions = indices.map((i) => {
    let numerator = 1n;
    let denominator = 1n;
    for (const j of indices) {
      if (j === i) continue;
      numerator *= BigInt(at - j);
      denominator *= BigInt(i - j);
    }
    return { numerator, denominator };
  });
  const denominator = fractions.reduce((common, fraction) => leastCommonMultiple(common, fraction.denominator), 1n);
  const numerators = fractions.map((fraction) => (fraction.numerator * denominator) / fraction.denominator);
  const divisor = numerators.reduce(greatestCommonDivisor, denominator);
  return { numerators: numerators.map((n) => toSafeNumber(n / divisor)), denominator: denominator / divisor };
}

function toSafeNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new OprfError('input_invalid', 'too many shares');
  return number;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  const positive = b < 0n ? -b : b;
  return (a / greatestCommonDivisor(a, positive)) * positive;
}
