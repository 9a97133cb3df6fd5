import fc from 'fast-check';
import type { JsonObject } from '@etanche/records-fhir';
import { describe, expect, test } from 'vitest';
import { readDosage, readDuration, writeDosage, writeDuration, type Dose } from '@etanche/records-medicines';
import { anyDose } from './dose-arbitrary.ts';

const dose: Dose = {
  unit: 'comprimé',
  steps: [
    { rhythm: { kind: 'moments', morning: 1, noon: 0, evening: 2, night: 0 }, duration: { value: 7, unit: 'day' } },
    { rhythm: { kind: 'hours', amount: 1, hours: 8 }, duration: null },
  ],
  asNeeded: { reason: 'douleur' },
  maxPerDay: 3,
};
const [first, ...others] = writeDosage({ kind: 'dose', dose }) as [JsonObject, ...JsonObject[]];

test('every dose is the same after writing and reading', () => {
  fc.assert(
    fc.property(anyDose, (any) => {
      const elements = writeDosage({ kind: 'dose', dose: any });
      expect(readDosage(JSON.parse(JSON.stringify(elements)) as JsonObject[])).toEqual({ kind: 'dose', dose: any });
    }),
    { numRuns: 500 },
  );
});

test('different amounts of one day share a sequence, and steps follow each other', () => {
  expect([first, ...others].map(({ sequence }) => sequence)).toEqual([1, 1, 2]);
  expect(first['text']).toContain('le matin');
  expect(first).toMatchObject({
    timing: { repeat: { boundsDuration: { value: 7, code: 'd' }, when: ['MORN'] } },
    doseAndRate: [{ doseQuantity: { value: 1, unit: 'comprimé' } }],
    asNeededCodeableConcept: { text: 'douleur' },
    maxDosePerPeriod: { numerator: { value: 3 }, denominator: { value: 1, code: 'd' } },
  });
});

describe('a dosage stays a text', () => {
  test.each<readonly [string, JsonObject[], string]>([
    ['without a structure', [{ text: 'selon schéma' }], 'structure_missing'],
    ['without elements', [], 'structure_unknown'],
    ['with an unknown element', [{ ...first, site: { text: 'bras gauche' } }, ...others], 'structure_unknown'],
    ['with a text that says something else', [{ ...first, text: '2 comprimés' }, ...others], 'text_differs'],
    ['with an element missing', [first, ...others.slice(1)], 'text_differs'],
    [
      'with another unit',
      [{ ...first, doseAndRate: [{ doseQuantity: { value: 1, unit: 'pelle' } }] }],
      'structure_unknown',
    ],
    [
      'with an amount of zero',
      [{ ...first, doseAndRate: [{ doseQuantity: { value: 0, unit: 'comprimé' } }] }],
      'structure_unknown',
    ],
    ['with a range', [{ ...first, doseAndRate: [{ doseRange: { low: { value: 1 } } }] }], 'structure_unknown'],
    ['with another time of day', [{ ...first, timing: { repeat: { when: ['PCM'] } } }], 'structure_unknown'],
    [
      'with a reason in one element only',
      [first, { ...others[0], asNeededCodeableConcept: { text: 'fièvre' } }, others[1] ?? {}],
      'structure_unknown',
    ],
  ])('%s', (_name, elements, fault) => {
    const read = readDosage(elements);
    expect(read).toMatchObject({ kind: 'text', fault });
  });

  test('and keeps it', () => {
    expect(readDosage(writeDosage({ kind: 'text', text: 'selon INR', fault: 'not_understood' }))).toMatchObject({
      text: 'selon INR',
    });
  });
});

test('a dose that must not be written is no dosage', () => {
  expect(() => writeDosage({ kind: 'dose', dose: { ...dose, steps: [] } })).toThrow(
    expect.objectContaining({ code: 'dose_invalid' }),
  );
});

test('durations are read back, and other units are none', () => {
  for (const unit of ['day', 'week', 'month'] as const) {
    expect(readDuration(writeDuration({ value: 3, unit }))).toEqual({ value: 3, unit });
  }
  expect(readDuration({ value: 3, unit: 'an', system: 'http://unitsofmeasure.org', code: 'a' })).toBeNull();
  expect(readDuration({ value: 3, unit: 'jour' })).toBeNull();
  expect(readDuration(undefined)).toBeNull();
});
