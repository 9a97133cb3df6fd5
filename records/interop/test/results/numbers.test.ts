import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { abnormalOf, decimalSignsOf, readBounds, readNumber, readRange } from '../../src/index.ts';
import { exactNumber, writeExactJson } from '../../src/results/exact-json.ts';
import { fhirTime } from '../../src/results/fhir-time.ts';
import { compareDecimals } from '../../src/results/read-number.ts';
import { readFrenchTime, readHl7Time } from '../../src/results/sent-time.ts';

const both = { point: true, comma: true };
const point = { point: true, comma: false };
const comma = { point: false, comma: true };
const none = { point: false, comma: false };

describe('a value is a number', () => {
  test.each([
    ['4,58', comma, '4.58', null],
    ['4.58', point, '4.58', null],
    ['1.30', none, '1.30', null],
    ['4,58', point, '4.58', null],
    ['0', none, '0', null],
    ['-8', none, '-8', null],
    ['140', none, '140', null],
    [' 1.0 ', none, '1.0', null],
    ['<5', none, '5', '<'],
    ['> 90', none, '90', '>'],
    ['<= 0,10', comma, '0.10', '<='],
    ['≥5', none, '5', '>='],
    ['0,123', none, '0.123', null],
    ['1,234', comma, '1.234', null],
    ['1.234', none, '1.234', null],
    ['1234,567', none, '1234.567', null],
  ])('if the whole of it is one: %s', (text, signs, decimal, comparator) => {
    expect(readNumber(text, signs)).toEqual({ decimal, comparator });
  });

  test.each([
    ['', both],
    ['négatif', both],
    ['5 mg', both],
    ['1/128', both],
    ['12-15', both],
    ['007', both],
    ['1 234', both],
    ['1.234,5', both],
    ['4,5,6', both],
    ['.5', both],
    ['5.', both],
    ['+5', both],
    ['1e3', both],
    ['< ', both],
    ['--5', both],
    ['5%', both],
    ['²5', both],
    ['٣', both],
    ['12345678901234567890', both],
    // It may be a number of thousands.
    ['1,234', none],
    ['1,234', both],
    ['1.234', both],
    ['1.234', comma],
  ])('and stays text otherwise: %j', (text, signs) => {
    expect(readNumber(text, signs)).toBeNull();
  });

  test('in the decimal sign that the other numbers of the file show', () => {
    expect(decimalSignsOf(['4,58', '12-15'])).toEqual(comma);
    expect(decimalSignsOf(['0.123'])).toEqual(point);
    expect(decimalSignsOf(['1,234', '12', '1.2.3', '10.12.2026'])).toEqual(none);
    expect(decimalSignsOf(['(12,0-16,0)', '13.8 g/dL'])).toEqual(both);
  });

  test('with all its digits, whatever they are', () => {
    const decimal = fc
      .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 999_999_999_999n }), fc.option(fc.stringMatching(/^\d{1,12}$/)))
      .map(
        ([isNegative, whole, decimals]) => `${isNegative ? '-' : ''}${whole}${decimals === null ? '' : `,${decimals}`}`,
      );
    fc.assert(
      fc.property(decimal, (written) => {
        const read = readNumber(written, comma);
        expect(read?.decimal.replace('.', ',')).toBe(written);
        expect(writeExactJson([exactNumber(read?.decimal ?? '')])).toBe(`[${written.replace(',', '.')}]`);
      }),
    );
  });

  test('that is compared exactly, beyond the precision of floating point', () => {
    expect(compareDecimals('0.1', '0.10')).toBe(0);
    expect(compareDecimals('900000000000000.1', '900000000000000.2')).toBe(-1);
    expect(compareDecimals('-2', '-3')).toBe(1);
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (one, other) => {
        expect(compareDecimals(String(one), String(other))).toBe(Math.sign(one - other));
      }),
    );
  });
});

describe('a reference range', () => {
  const bound = (decimal: string, isExclusive = false) => ({ decimal, isExclusive });

  test.each([
    ['2.20-2.60', bound('2.20'), bound('2.60')],
    ['-2 - 2', bound('-2'), bound('2')],
    ['-5--2', bound('-5'), bound('-2')],
    ['(0,74-1,06)', bound('0.74'), bound('1.06')],
    ['[0,74 – 1,06]', bound('0.74'), bound('1.06')],
    ['0,7 à 1,1', bound('0.7'), bound('1.1')],
    ['VR: 4,60 - 6,20', bound('4.60'), bound('6.20')],
    ['N : <5', null, bound('5', true)],
    ['<5', null, bound('5', true)],
    ['<= 5', null, bound('5')],
    ['> 60', bound('60', true), null],
    ['≥60', bound('60'), null],
    ['Inf. à 5', null, bound('5', true)],
    ['inférieur à 0,5', null, bound('0.5', true)],
    ['sup à 60', bound('60', true), null],
    ['3 -', bound('3'), null],
    ['- 12', null, bound('12')],
  ])('has its bounds, open ones too: %s', (text, low, high) => {
    expect(readRange(text, both)).toEqual({ text, low, high });
  });

  test.each(['négatif', '5', '5-', '4-3', '1-2-3', 'H: 4-5 F: 3-4', '(((', '<', 'de 3 à', 'a'.repeat(5000)])(
    'in another form stays text: %s',
    (text) => {
      const read = readRange(text, both);
      expect(read?.text).toBe(text);
      expect([read?.low ?? null, read?.high ?? null].filter((one) => one !== null).length).toBeLessThan(
        text === '5-' ? 2 : 1,
      );
    },
  );

  test('is absent without a text', () => {
    expect(readRange('  ', both)).toBeNull();
    expect(readBounds('', ' ', both)).toBeNull();
  });

  test('may have its bounds apart, one alone, or both in one of them', () => {
    expect(readBounds('12.9', '16.7', point)).toEqual({ text: '12.9 - 16.7', low: bound('12.9'), high: bound('16.7') });
    expect(readBounds('0.5', '', point)).toEqual({ text: '0.5 -', low: bound('0.5'), high: null });
    expect(readBounds('', '5', point)).toEqual({ text: '- 5', low: null, high: bound('5') });
    expect(readBounds('2.20-2.60', '', point)).toEqual({ text: '2.20-2.60', low: bound('2.20'), high: bound('2.60') });
    expect(readBounds('9', '3', point)).toEqual({ text: '9 - 3', low: null, high: null });
  });

  test.each([
    ['4.1', '2-4', 'high'],
    ['4', '2-4', null],
    ['1.9', '2-4', 'low'],
    ['5', '<5', 'high'],
    ['5', '<=5', null],
    ['60', '>60', 'low'],
    ['<2', '2-4', 'low'],
    ['<3', '2-4', null],
    ['>4', '2-4', 'high'],
    ['>3', '2-4', null],
    ['>1', '2-4', null],
    ['<5', '<5', null],
    ['3', 'négatif', null],
  ])('decides about %s in %s', (value, range, abnormal) => {
    expect(abnormalOf(readNumber(value, both), readRange(range, both))).toBe(abnormal);
  });
});

describe('a time', () => {
  test.each([
    ['20261112', '2026-11-12'],
    ['202611', '2026-11'],
    ['202611120814', '2026-11-12T08:14:00'],
    ['20261112081459.123+0100', '2026-11-12T08:14:59+01:00'],
    ['2026111208', '2026-11-12'],
    ['20261131', null],
    ['20240229', '2024-02-29'],
    ['20230229', null],
    ['202611122514', null],
    ['00000000', null],
    ['hier', null],
    ['', null],
  ])('of HL7 is read: %j', (text, time) => {
    expect(readHl7Time(text)).toBe(time);
  });

  test.each([
    ['12/11/2026', '2026-11-12'],
    ['12-11-26 08h14', '2026-11-12T08:14:00'],
    ['12/11/2026 à 8:14', '2026-11-12T08:14:00'],
    ['20261112', '2026-11-12'],
    ['32/11/2026', null],
    ['12/11/2026 25:00', null],
    ['demain', null],
  ])('of a French letter is read: %j', (text, time) => {
    expect(readFrenchTime(text, '2026-11-29')).toBe(time);
  });

  test('gets the zone of the place where it was written', () => {
    expect(fhirTime('2026-11-12T08:14:00', 'Europe/Paris')).toBe('2026-11-12T08:14:00+01:00');
    expect(fhirTime('2026-07-12T08:14:00', 'Europe/Paris')).toBe('2026-07-12T08:14:00+02:00');
    expect(fhirTime('2026-07-12T08:14:00', 'America/Guadeloupe')).toBe('2026-07-12T08:14:00-04:00');
    expect(fhirTime('2026-07-12T08:14:00Z'.replace('Z', '+01:00'), 'Europe/Paris')).toBe('2026-07-12T08:14:00+01:00');
    expect(fhirTime('2026-07-12', 'Europe/Paris')).toBe('2026-07-12');
  });
});
