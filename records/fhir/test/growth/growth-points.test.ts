import { describe, expect, test } from 'vitest';
import {
  buildGestation,
  buildGrowth,
  checkResource,
  compartmentOf,
  correctedDays,
  growthFaults,
  growthPoints,
  isGestation,
  synthesisOf,
  velocityOf,
  type GrowthFacts,
} from '@etanche/records-fhir';

const birth = '2026-01-01';
const today = '2026-11-29';
const context = { patient: 'Patient/1', author: 'Dr Hélène Arnaud', recorded: '2026-11-29T10:00:00+01:00' };
const nothing: GrowthFacts = { date: today, weight: null, height: null, head: null };

function synthesisWith(...all: readonly GrowthFacts[]) {
  const resources = all.flatMap((facts) => buildGrowth(facts, context));
  return synthesisOf(resources.map((resource, i) => ({ id: `r${i}`, resource })));
}
const pointsWith = (gestation: number | null, ...all: readonly GrowthFacts[]) =>
  growthPoints(synthesisWith(...all).measures, birth, gestation);

describe('measurements of a child', () => {
  test('are Observations without a fault, of the clinical part', () => {
    const built = [
      ...buildGrowth({ date: today, weight: 9.35, height: 72.5, head: 45 }, context),
      buildGestation(238, birth, context),
    ];
    expect(built).toHaveLength(4);
    for (const resource of built) {
      expect(checkResource(resource)).toEqual([]);
      expect(compartmentOf(resource)).toBe('clinical');
    }
  });

  test.each([
    [nothing, ['nothing_measured']],
    [{ ...nothing, weight: 3, date: '2026-11-30' }, ['date_future']],
    [{ ...nothing, weight: 3, date: '2025-12-31' }, ['before_birth']],
    [{ ...nothing, weight: 3, date: '2026-13-01' }, ['date_invalid']],
    [{ ...nothing, weight: 3450, height: 500, head: 3 }, ['weight_impossible', 'height_impossible', 'head_impossible']],
    [{ ...nothing, weight: NaN }, ['weight_impossible']],
    [{ ...nothing, head: 45 }, []],
  ] as const)('%j have the faults %j', (facts, faults) => {
    expect(growthFaults(facts, birth, today)).toEqual(faults);
  });

  test('are placed by age; the body mass index is computed from one day only', () => {
    const points = pointsWith(
      null,
      { ...nothing, date: '2026-03-01', weight: 5, height: 57 },
      { ...nothing, weight: 9 },
    );
    expect(points.weight.map(({ days, value }) => [days, value])).toEqual([
      [59, 5],
      [332, 9],
    ]);
    expect(points.bmi).toMatchObject([{ date: '2026-03-01', value: 15.39, ids: ['r0', 'r1'] }]);
    expect(points.head).toEqual([]);
  });

  test('of another program in grams and metres are converted, and before the birth they are left out', () => {
    const observed = (code: string, value: number, unit: string, date: string) => ({
      ...{ resourceType: 'Observation', status: 'final', effectiveDateTime: date },
      code: { coding: [{ system: 'http://loinc.org', code }] },
      valueQuantity: { value, unit },
    });
    const sources = [
      observed('29463-7', 3450, 'g', '2026-01-01T08:00:00+01:00'),
      observed('8302-2', 0.5, 'm', '2026-01-01'),
      observed('8302-2', 60, 'cm', '2026-03'),
      observed('29463-7', 70, 'kg', '2025-12-31'),
    ].map((resource, i) => ({ id: `r${i}`, resource }));
    const points = growthPoints(synthesisOf(sources).measures, birth, null);
    expect(points.weight.map(({ value }) => value)).toEqual([3.45]);
    expect(points.height.map(({ value }) => value)).toEqual([50]);
  });
});

describe('the age of a child born too early', () => {
  test('is corrected to 40 weeks until two years, and not from 37 weeks on', () => {
    expect(correctedDays(100, 34 * 7)).toBe(58);
    expect(correctedDays(10, 34 * 7)).toBe(-32);
    expect(correctedDays(730, 34 * 7)).toBe(688);
    expect(correctedDays(731, 34 * 7)).toBeNull();
    expect(correctedDays(100, 37 * 7)).toBeNull();
    expect(correctedDays(100, 37 * 7 - 1)).toBe(78);
    expect(correctedDays(100, null)).toBeNull();
  });

  test('is known from the record, in days or in the weeks of another program', () => {
    const written = buildGestation(238, birth, context);
    expect(synthesisOf([{ id: 'a', resource: written }]).gestation).toEqual({ id: 'a', days: 238 });
    const weeks = { ...written, valueQuantity: { value: 34, unit: 'wk' } };
    expect(synthesisOf([{ id: 'b', resource: weeks }]).gestation).toEqual({ id: 'b', days: 238 });
    const absurd = { ...written, valueQuantity: { value: 34, unit: 'd' } };
    expect(synthesisOf([{ id: 'c', resource: absurd }]).gestation).toBeNull();
    expect(synthesisOf([{ id: 'd', resource: { ...written, status: 'entered-in-error' } }]).gestation).toBeNull();
  });

  test.each([153, 154.5, 322, NaN])('of %d days of pregnancy is not accepted', (days) => {
    expect(isGestation(days)).toBe(false);
  });

  test('is in the points', () => {
    const points = pointsWith(238, { ...nothing, date: '2026-03-01', weight: 4 });
    expect(points.weight).toMatchObject([{ days: 59, correctedDays: 17 }]);
  });
});

describe('the velocity', () => {
  test('of an infant is grams a day, from the nearest measurement that is five days away', () => {
    const points = pointsWith(
      null,
      { ...nothing, date: '2026-01-01', weight: 3.4 },
      { ...nothing, date: '2026-01-11', weight: 3.6 },
      { ...nothing, date: '2026-01-21', weight: 3.9 },
      { ...nothing, date: '2026-01-22', weight: 3.95 },
    );
    expect(velocityOf('weight', points.weight)).toEqual({
      ...{ value: expect.closeTo(350 / 11, 6) as number, unit: 'g/day' },
      ...{ from: '2026-01-11', to: '2026-01-22' },
    });
  });

  test('of a height after two years is centimetres a year over at least five months', () => {
    const older = '2018-01-01';
    const { measures } = synthesisWith(
      { ...nothing, date: '2025-11-29', height: 120 },
      { ...nothing, date: '2026-09-29', height: 125 },
      { ...nothing, date: '2026-11-29', height: 126 },
    );
    const { height } = growthPoints(measures, older, null);
    expect(velocityOf('height', height)).toMatchObject({
      value: expect.closeTo(6, 1) as number,
      unit: 'cm/year',
      from: '2025-11-29',
    });
  });

  test('is null for one measurement, for two that are too near or too far, and for the body mass index', () => {
    const one = pointsWith(null, { ...nothing, weight: 9, height: 70 });
    expect([velocityOf('weight', one.weight), velocityOf('bmi', one.bmi), velocityOf('weight', [])]).toEqual([
      null,
      null,
      null,
    ]);
    const near = pointsWith(null, { ...nothing, date: '2026-11-26', weight: 9 }, { ...nothing, weight: 9.1 });
    expect(velocityOf('weight', near.weight)).toBeNull();
    const { measures } = synthesisWith({ ...nothing, date: '2020-01-01', height: 100 }, { ...nothing, height: 140 });
    expect(velocityOf('height', growthPoints(measures, '2016-01-01', null).height)).toBeNull();
  });
});
