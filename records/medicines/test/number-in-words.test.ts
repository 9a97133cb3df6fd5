import { describe, expect, test } from 'vitest';
import {
  doseInWords,
  numberInWords,
  strengthInWords,
  type Dose,
  type DoseUnit,
  type Rhythm,
} from '@etanche/records-medicines';

const values: Readonly<Record<string, number>> = Object.fromEntries([
  ...'zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize'
    .split(' ')
    .map((word, value) => [word, value]),
  ...[
    ['une', 1],
    ['vingt', 20],
    ['vingts', 20],
    ['trente', 30],
    ['quarante', 40],
    ['cinquante', 50],
    ['soixante', 60],
  ],
]) as Record<string, number>;

/** Reads French words by addition and multiplication, independently of how they are written. */
function readWords(text: string): number {
  let [total, current] = [0, 0];
  for (const word of text.split(/[ -]/)) {
    const value = values[word];
    if (word === 'et') continue;
    else if (word === 'mille') [total, current] = [(current || 1) * 1000, 0];
    else if (word === 'cent' || word === 'cents') current = (current || 1) * 100;
    else if (value === 20 && current % 100 === 4) current += 76;
    else if (value === undefined) throw new Error(`unknown word ${word}`);
    else current += value;
  }
  return total + current;
}

test.each([
  [0, 'zéro'],
  [1, 'un'],
  [21, 'vingt et un'],
  [28, 'vingt-huit'],
  [70, 'soixante-dix'],
  [71, 'soixante et onze'],
  [80, 'quatre-vingts'],
  [81, 'quatre-vingt-un'],
  [91, 'quatre-vingt-onze'],
  [99, 'quatre-vingt-dix-neuf'],
  [100, 'cent'],
  [200, 'deux cents'],
  [201, 'deux cent un'],
  [280, 'deux cent quatre-vingts'],
  [1000, 'mille'],
  [1900, 'mille neuf cents'],
  [2000, 'deux mille'],
  [9999, 'neuf mille neuf cent quatre-vingt-dix-neuf'],
])('%i is %s', (value, words) => {
  expect(numberInWords(value)).toBe(words);
});

test.each([
  [1, 'une'],
  [21, 'vingt et une'],
  [81, 'quatre-vingt-une'],
  [101, 'cent une'],
  [11, 'onze'],
  [2, 'deux'],
])('%i in the feminine is %s', (value, words) => {
  expect(numberInWords(value, 'feminine')).toBe(words);
});

test('every number from 0 to 9999 reads back, in both genders', () => {
  for (let value = 0; value <= 9999; value += 1) {
    expect(readWords(numberInWords(value))).toBe(value);
    expect(readWords(numberInWords(value, 'feminine'))).toBe(value);
  }
});

test.each([-1, 10_000, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('%d is not spelled', (value) => {
  expect(() => numberInWords(value)).toThrow(expect.objectContaining({ code: 'number_invalid' }));
});

describe('a dose in words', () => {
  const dose = (unit: DoseUnit, rhythm: Rhythm): Dose => ({
    ...{ unit, asNeeded: null, maxPerDay: null },
    steps: [{ rhythm, duration: { value: 28, unit: 'day' } }],
  });
  const twice = (amount: number): Rhythm => ({ kind: 'times', amount, times: 2 });

  test.each([
    [dose('gélule', twice(1)), '10 mg', 'une gélule de dix milligrammes, deux fois par jour pendant vingt-huit jours'],
    [
      dose('comprimé', twice(1.5)),
      '20 mg',
      'un comprimé et demi de vingt milligrammes, deux fois par jour pendant vingt-huit jours',
    ],
    [dose('comprimé', twice(0.5)), null, 'un demi-comprimé, deux fois par jour pendant vingt-huit jours'],
    [dose('mg', twice(60)), '20 mg', 'soixante milligrammes, deux fois par jour pendant vingt-huit jours'],
    [dose('ml', twice(2.5)), null, 'deux virgule cinq millilitres, deux fois par jour pendant vingt-huit jours'],
    [dose('ml', twice(2.05)), null, 'deux virgule zéro cinq millilitres, deux fois par jour pendant vingt-huit jours'],
    [
      dose('gélule', { kind: 'moments', morning: 1, noon: 0, evening: 2, night: 0 }),
      '5 mg',
      'une gélule de cinq milligrammes le matin et deux gélules de cinq milligrammes le soir, soit deux prises par jour pendant vingt-huit jours',
    ],
    [
      dose('patch', { kind: 'days', amount: 1, days: 3 }),
      null,
      'un patch tous les trois jours pendant vingt-huit jours',
    ],
  ])('%# is spelled', (any, strength, words) => {
    expect(doseInWords(any, strength)).toBe(words);
  });

  test('is null where a number cannot be spelled without doubt', () => {
    expect(doseInWords(dose('ml', twice(2.125)), null)).toBeNull();
    expect(doseInWords(dose('UI', twice(20_000)), null)).toBeNull();
    expect(doseInWords(dose('gélule', twice(1)), '12 microgrammes/heure')).toBeNull();
    expect(strengthInWords('2CH à 30CH')).toBeNull();
  });

  test('a strength below one milligram is spelled in micrograms', () => {
    expect(strengthInWords('0,4 mg')).toBe('quatre cents microgrammes');
    expect(strengthInWords('1 g')).toBe('mille milligrammes');
    expect(strengthInWords('12,5 mg')).toBe('douze virgule cinq milligrammes');
  });

  test('a dose that must not be written throws', () => {
    expect(() => doseInWords(dose('gélule', twice(0.5)), '10 mg')).toThrow(
      expect.objectContaining({ code: 'dose_invalid' }),
    );
  });
});
