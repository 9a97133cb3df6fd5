import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMeasure } from '@etanche/records-fhir';

describe('a typed measurement', () => {
  test.each([
    ['ta 13/8', 'pressure', 130, 80],
    ['TA 130/80', 'pressure', 130, 80],
    ['Bien. ta 13,5/8', 'pressure', 135, 80],
    ['tension 14-9', 'pressure', 140, 90],
    ['ta 9/5', 'pressure', 90, 50],
    ['poids 72', 'weight', 72, null],
    ['poids : 72,4 kg', 'weight', 72.4, null],
    ['taille 172', 'height', 172, null],
    ['t 38,5', 'temperature', 38.5, null],
    ['T 37.2°C', 'temperature', 37.2, null],
    ['fc 72', 'pulse', 72, null],
    ['sat 97 %', 'saturation', 97, null],
  ])('%s is %s %d %s', (text, kind, value, second) => {
    expect(readMeasure(text)).toMatchObject({ kind, value, second, isUnlikely: false });
  });

  test.each([
    ['ta', 'no number'],
    ['ta 13/', 'half a pressure'],
    ['ta 8/13', 'the diastolic first'],
    ['ta 13/80', 'two units'],
    ['ta 130/8', 'two units'],
    ['ta 1300/80', 'four digits'],
    ['t 385', 'a missing comma'],
    ['poids 900', 'an impossible weight'],
    ['sat 120', 'more than everything'],
    ['le patient a pris 2 kg', 'a sentence'],
    ['état 38', 'the end of another word'],
    ['poids 72 stable', 'text after it'],
  ])('%s is not read, because it has %s', (text) => {
    expect(readMeasure(text)).toBeNull();
  });

  test.each(['ta 24/14', 't 41,5', 'poids 180', 'sat 80', 'fc 170'])(
    '%s is possible, and marked to be read again',
    (text) => {
      expect(readMeasure(text)?.isUnlikely).toBe(true);
    },
  );

  test('names where its words begin, after any text', () => {
    fc.assert(
      fc.property(fc.string(), (before) => {
        const read = readMeasure(`${before} ta 13/8`);
        expect(read).not.toBeNull();
        expect(`${before} ta 13/8`.slice(read?.at)).toBe('ta 13/8');
      }),
    );
  });
});
