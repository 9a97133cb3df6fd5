import { describe, expect, test } from 'vitest';
import { factor, share } from '../src/figure.ts';
import { median } from '../src/median.ts';
import { weightsOf } from '../src/multiplications/measure-operations.ts';
import { importerNeed, vaultNeed } from '../src/multiplications/needs.ts';
import { welch } from '../src/constant-time/welch.ts';
import { ratioText, threeDigits } from '../src/show-section.ts';

/** The weights of core/oprf's README. */
const weights = { add: 0.21, base: 0.25, hashToGroup: 0.23, hashToScalar: 0.08, door: 0.06 };
const free = { add: 0, base: 0, hashToGroup: 0, hashToScalar: 0, door: 0 };

describe('needs of an operation', () => {
  test.each([
    [1, 4],
    [20, 2.1],
    [256, 2 + 2 / 256],
  ])('a vault multiplies 2m + 2 times for a batch of %i', (m, each) => {
    expect(vaultNeed(m, free)).toBeCloseTo(each, 10);
  });

  test.each([
    [1, 4.47],
    [20, 2.456],
    [256, 2.3583],
  ])('the small operations of a batch of %i equal the count of core/oprf', (m, each) => {
    expect(vaultNeed(m, weights)).toBeCloseTo(each, 4);
  });

  test('an importer multiplies six times for a term at two vaults, and more at three', () => {
    expect(importerNeed(256, 2, free)).toBeCloseTo(6 + 8 / 256, 10);
    expect(importerNeed(256, 2, weights)).toBeGreaterThan(importerNeed(256, 2, free));
    expect(importerNeed(256, 3, weights)).toBeGreaterThan(importerNeed(256, 2, weights));
  });

  test('weights are multiplications divided by operations in the same time', () => {
    const rates = { multiply: 5000, add: 25_000, base: 20_000, hashToGroup: 10_000, hashToScalar: 50_000, door: 5000 };
    expect(weightsOf(rates)).toEqual({ add: 0.2, base: 0.25, hashToGroup: 0.5, hashToScalar: 0.1, door: 1 });
  });
});

describe('a figure', () => {
  test('a figure has the ratio of the measured value to the one next to it', () => {
    const part = share({ what: 'a', value: 30, unit: 'ms' }, { name: 'whole', value: 40 });
    expect(part).toMatchObject({ ratio: 0.75, as: 'share', beside: { unit: 'ms', value: 40 } });
    expect(ratioText(part)).toBe('75 %');
    expect(ratioText(factor({ what: 'b', value: 90, unit: 'kB' }, { name: 'peer', value: 40 }))).toBe('× 2.25');
  });

  test.each([
    [0, '0'],
    [0.012_34, '0.0123'],
    [1, '1.00'],
    [41.46, '41.5'],
    [1234.5, '1,235'],
    [-1.5, '-1.50'],
  ])('%d is shown as %s', (value, text) => {
    expect(threeDigits(value)).toBe(text);
  });

  test.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
  ])('the median of %j is %d', (values, middle) => {
    expect(median(values)).toBe(middle);
  });
});

describe('Welch’s test', () => {
  test('samples with one mean have a t of zero', () => {
    expect(welch([1, 2, 3], [0, 2, 4])).toBe(0);
  });

  test('t is the difference of the means divided by its standard error, with its sign', () => {
    // Means 2 and 5, variances 1 and 4, three values each: −3 / √(1/3 + 4/3).
    expect(welch([1, 2, 3], [3, 5, 7])).toBeCloseTo(-3 / Math.sqrt(5 / 3), 12);
    expect(welch([3, 5, 7], [1, 2, 3])).toBeCloseTo(3 / Math.sqrt(5 / 3), 12);
  });

  test.each([
    ['one value', [1], [1, 2]],
    ['no variation', [1, 1], [2, 2]],
  ])('samples with %s are rejected', (_, one, other) => {
    expect(() => welch(one, other)).toThrow();
  });
});
