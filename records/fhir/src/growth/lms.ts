/** Box-Cox power, median and coefficient of variation of a measurement at one age (Cole and Green 1992). */
export interface Lms {
  readonly l: number;
  readonly m: number;
  readonly s: number;
}

/**
 * How a z-score beyond ±3 is computed. `restricted` is the rule of the WHO for weight-based indicators (WHO Child
 * Growth Standards 2006, chapter 7): outside ±3 SD, one SD is the distance between 2 SD and 3 SD. `lms` uses the
 * formula everywhere.
 */
export type BeyondThree = 'lms' | 'restricted';

/** Below this the power is taken as 0: the differences of the formula would be lost in rounding. */
const leastPower = 1e-6;

/** The z-score of a value; null if the value is not positive. */
export function zScoreOf(value: number, lms: Lms, beyond: BeyondThree): number | null {
  if (!(value > 0)) return null;
  const { l, m, s } = lms;
  const z = Math.abs(l) < leastPower ? Math.log(value / m) / s : ((value / m) ** l - 1) / (l * s);
  if (beyond === 'lms' || Math.abs(z) <= 3) return z;
  const side = z > 0 ? 1 : -1;
  const [two, three] = [plainValue(2 * side, lms), plainValue(3 * side, lms)];
  return two === null || three === null ? z : side * (3 + (value - three) / (three - two));
}

/** The value that has a z-score; null where the formula has none. */
export function valueAt(z: number, lms: Lms, beyond: BeyondThree): number | null {
  if (beyond === 'lms' || Math.abs(z) <= 3) return plainValue(z, lms);
  const side = z > 0 ? 1 : -1;
  const [two, three] = [plainValue(2 * side, lms), plainValue(3 * side, lms)];
  return two === null || three === null ? null : three + (Math.abs(z) - 3) * (three - two);
}

function plainValue(z: number, { l, m, s }: Lms): number | null {
  if (Math.abs(l) < leastPower) return m * Math.exp(s * z);
  const base = 1 + l * s * z;
  return base > 0 ? m * base ** (1 / l) : null;
}

/** The share of the reference below a z-score, in percent (Abramowitz and Stegun 26.2.17, error below 0.00001). */
export function centileOf(z: number): number {
  const x = Math.abs(z);
  const t = 1 / (1 + 0.2316419 * x);
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  const powers = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const above = density * powers.reduce((sum, factor, i) => sum + factor * t ** (i + 1), 0);
  return 100 * (z < 0 ? above : 1 - above);
}
