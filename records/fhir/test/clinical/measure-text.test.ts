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
    ['TA : 13/8', 'pressure', 130, 80],
    ['tension à 142/85 mmHg', 'pressure', 142, 85],
    ['130/80', 'pressure', 130, 80],
    ['  130 / 80 mmHg', 'pressure', 130, 80],
    ['Auscultation normale. 118/76', 'pressure', 118, 76],
    ['Assis, 150/95', 'pressure', 150, 95],
    ['glycémie 1,10', 'glucose', 1.1, null],
    ['Glycemie capillaire : 0.95 g/L', 'glucose', 0.95, null],
    ['dextro 110 mg/dl', 'glucose', 1.1, null],
    ['poids 72', 'weight', 72, null],
    ['poids : 72,4 kg', 'weight', 72.4, null],
    ['taille 172', 'height', 172, null],
    ['taille 1,72 m', 'height', 172, null],
    ['taille 1m72', 'height', 172, null],
    ['poids 3450 g', 'weight', 3.45, null],
    ['poids 3,455', 'weight', 3.455, null],
    ['pc 45,5', 'head', 45.5, null],
    ['périmètre crânien 45', 'head', 45, null],
    ['hu 24', 'fundal', 24, null],
    ['bcf 140', 'fetal', 140, null],
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
    ['13/8', 'the form of a date'],
    ['le 12/11', 'the form of a date'],
    ['12/10/2026', 'the form of a date'],
    ['100/2026', 'four digits'],
    ['90/60', 'two digits, as a score'],
    ['10/10', 'two digits, as a visual acuity'],
    ['Seretide 250/50', 'a word before it, as the strength of a medicine'],
    ['valsartan 160/25', 'a word before it, as the strength of a medicine'],
    ['160/25', 'a diastolic that is too low'],
    ['80/130', 'the diastolic first'],
    ['1130/80', 'four digits'],
    ['0.130/80', 'a decimal'],
    ['130/80 mg', 'another unit'],
    ['130-80', 'the form of a range'],
    ['glycémie', 'no number'],
    ['glycémie 5,5', 'no unit, and may be mmol/L'],
    ['glycémie 2,8', 'no unit, and may be mmol/L'],
    ['glycémie 5,5 mmol/L', 'a unit that is left as text'],
    ['glycémie 110', 'no unit, and may be mg/dL'],
    ['glycémie 0,01', 'an impossible value'],
    ['glycémie 12 g/L', 'an impossible value'],
    ['glycémie à jeun 1,10', 'a condition that would be lost'],
    ['hyperglycémie 1,10', 'the end of another word'],
    ['ta 130/8', 'two units'],
    ['ta 1300/80', 'four digits'],
    ['t 385', 'a missing comma'],
    ['poids 900', 'an impossible weight'],
    ['sat 120', 'more than everything'],
    ['poids 150 g', 'less than any newborn'],
    ['poids 3450', 'grams without their unit'],
    ['pc 145', 'an impossible circumference'],
    ['taille 1,7', 'neither metres nor centimetres'],
    ['le patient a pris 2 kg', 'a sentence'],
    ['état 38', 'the end of another word'],
    ['poids 72 stable', 'text after it'],
  ])('%s is not read, because it has %s', (text) => {
    expect(readMeasure(text)).toBeNull();
  });

  test.each([
    'ta 24/14',
    '240/140',
    'glycémie 2,4',
    'glycémie 3,2 g/l',
    'glycémie 0,4',
    't 41,5',
    'poids 180',
    'poids 900 g',
    'pc 65',
    'bcf 180',
    'sat 80',
    'fc 170',
  ])('%s is possible, and marked to be read again', (text) => {
    expect(readMeasure(text)?.isUnlikely).toBe(true);
  });

  test('names where its words begin, after any text', () => {
    fc.assert(
      fc.property(fc.string(), (before) => {
        const read = readMeasure(`${before} ta 13/8`);
        expect(read).not.toBeNull();
        expect(`${before} ta 13/8`.slice(read?.at)).toBe('ta 13/8');
      }),
    );
  });

  test.each([
    ['Bien. 130/80', '130/80'],
    ['(142/90', '142/90'],
    ['Vu, glycémie 1,10', 'glycémie 1,10'],
  ])('in %j is %j', (text, words) => {
    expect(text.slice(readMeasure(text)?.at)).toBe(words);
  });
});
