import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { centileOf, valueAt, zScoreOf, type Lms } from '@etanche/records-fhir';

/** Boys of 24 and 36 months, CDC 2000 (weight for age), with the published percentiles 3, 50 and 97. */
const published = [
  { lms: { l: -0.20615245, m: 12.6707633, s: 0.108125811 }, p3: 10.38209025, p50: 12.6707633, p97: 15.59648294 },
  { lms: { l: -0.621319726, m: 14.40262749, s: 0.111874514 }, p3: 11.81842214, p50: 14.40262749, p97: 18.04570363 },
] as const;
const z97 = 1.880793608;
const skewed: Lms = { l: -0.2022, m: 8.9462, s: 0.12267 };

const anyLms = fc.record({
  l: fc.double({ min: -2, max: 2, noNaN: true }),
  m: fc.double({ min: 1, max: 150, noNaN: true }),
  s: fc.double({ min: 0.02, max: 0.15, noNaN: true }),
});

describe('a z-score', () => {
  test.each(published)('gives the published percentiles of the CDC', ({ lms, p3, p50, p97 }) => {
    expect(valueAt(-z97, lms, 'lms')).toBeCloseTo(p3, 5);
    expect(valueAt(0, lms, 'lms')).toBeCloseTo(p50, 8);
    expect(valueAt(z97, lms, 'lms')).toBeCloseTo(p97, 5);
    expect(zScoreOf(p97, lms, 'restricted')).toBeCloseTo(z97, 5);
  });

  test('of a girl of one year who weighs 9 kg is 0.0488, as computed by hand', () => {
    expect(zScoreOf(9, skewed, 'restricted')).toBeCloseTo(0.048847178, 8);
  });

  test('beyond 3 SD is counted in steps of the distance from 2 to 3 SD if the rule is chosen', () => {
    const [two = 0, three = 0] = [2, 3].map((z) => valueAt(z, skewed, 'lms') ?? NaN);
    expect(zScoreOf(three + 2 * (three - two), skewed, 'restricted')).toBeCloseTo(5, 8);
    expect(zScoreOf(three + 2 * (three - two), skewed, 'lms')).toBeLessThan(4.7);
    const [low2 = 0, low3 = 0] = [-2, -3].map((z) => valueAt(z, skewed, 'lms') ?? NaN);
    expect(zScoreOf(low3 - (low2 - low3), skewed, 'restricted')).toBeCloseTo(-4, 8);
  });

  test('is null for a value that is not positive, and a curve is null where the formula has none', () => {
    expect(zScoreOf(0, skewed, 'lms')).toBeNull();
    expect(zScoreOf(-1, skewed, 'restricted')).toBeNull();
    expect(valueAt(4, { l: -3, m: 16, s: 0.1 }, 'lms')).toBeNull();
  });

  test('with a power of 0 is that of a power near 0', () => {
    const [zero, near] = [0, 1e-7].map((l) => zScoreOf(10, { l, m: 9, s: 0.1 }, 'lms'));
    expect(zero).toBeCloseTo(near ?? NaN, 5);
  });

  test('and its value are inverses, with both rules', () => {
    fc.assert(
      fc.property(
        anyLms,
        fc.double({ min: -3.9, max: 3.9, noNaN: true }),
        fc.constantFrom('lms' as const, 'restricted' as const),
        (lms, z, beyond) => {
          const value = valueAt(z, lms, beyond);
          if (value === null || value <= 0) return;
          expect(zScoreOf(value, lms, beyond)).toBeCloseTo(z, 5);
        },
      ),
    );
  });
});

describe('a centile', () => {
  test.each([
    [0, 50],
    [1, 84.13447],
    [-1, 15.86553],
    [1.880793608, 97],
    [-3, 0.1349898],
  ])('of z = %d is %d', (z, centile) => {
    expect(centileOf(z)).toBeCloseTo(centile, 4);
  });
});
