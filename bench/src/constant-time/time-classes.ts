import type { Group, Scalar } from '@etanche/core-oprf';
import { random } from '../random.ts';
import { welch } from './welch.ts';

/** Share of the slowest calls that is left out: the system interrupted those. */
const slowest = 0.2;

/**
 * Times one operation with two kinds of scalars in random order, and compares the means: one fixed scalar with few
 * bits, and random scalars. Both are copied into the same memory before each call, so that the caches treat them alike.
 *
 * @returns |t| of Welch's test
 */
export function compareClasses(group: Group, operation: (scalar: Scalar) => unknown, calls: number): number {
  const fixed = new Uint8Array(32);
  fixed[0] = 1;
  const coins = random(calls);
  const values = new Uint8Array(32 * calls);
  for (const [i, coin] of coins.entries()) values.set((coin & 1) === 0 ? fixed : group.reduce(random(64)), 32 * i);
  const scalar = new Uint8Array(32);
  const times = Array.from(coins, (_, i) => {
    scalar.set(values.subarray(32 * i, 32 * i + 32));
    const from = process.hrtime.bigint();
    operation(scalar);
    return Number(process.hrtime.bigint() - from);
  });
  const limit = times.toSorted((a, b) => a - b)[Math.floor(calls * (1 - slowest))] ?? 0;
  const classOf = (parity: number) => times.filter((time, i) => ((coins[i] ?? 0) & 1) === parity && time < limit);
  return Math.abs(welch(classOf(0), classOf(1)));
}
