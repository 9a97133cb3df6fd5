import { describe, expect, test } from 'vitest';
import { formatCode, nirIdentifier, parseBirthDate, personIdentifier, personIdentifiers } from '../src/index.ts';

describe('nirIdentifier', () => {
  test('joins the number without its key and the birth date', () => {
    expect(nirIdentifier('2790351215189', '1979-03-28')).toBe('2790351215189/1979-03-28');
    expect(nirIdentifier('255082A168025', '1955-00-00')).toBe('255082A168025/1955-00-00');
    expect(nirIdentifier('255082A168025', '')).toBe('255082A168025/');
  });

  test.each([
    ['279035121518989', '1979-03-28'],
    ['255082a168025', '1979-03-28'],
    ['', '1979-03-28'],
    ['2790351215189', '28/03/1979'],
    ['2790351215189', '1979-3-28'],
    ['2790351215189/', ''],
  ])('refuses %s with %s, which nobody would ever find', (nir13, birthDate) => {
    expect(() => nirIdentifier(nir13, birthDate)).toThrow(RangeError);
  });
});

describe('personIdentifier', () => {
  test('joins the three canonical parts', () => {
    expect(personIdentifier('DELATOUR', 'ANNE', '1979-03-28')).toBe('DELATOUR/ANNE/1979-03-28');
  });

  test.each([
    ['de la Tour', 'ANNE', '1979-03-28'],
    ['delatour', 'ANNE', '1979-03-28'],
    ['DELATOUR', '', '1979-03-28'],
    ['DELATOUR', 'ANNE/SOPHIE', '1979-03-28'],
    ['DELATOUR', 'ANNE', ''],
  ])('refuses %s, %s, %s', (family, given, birthDate) => {
    expect(() => personIdentifier(family, given, birthDate)).toThrow(RangeError);
  });

  test('is what personIdentifiers makes of every form', () => {
    expect(personIdentifiers({ birthName: 'Martin', usedName: 'Dupont', given: 'Anne' }, '1979-03-28')).toEqual([
      personIdentifier('MARTIN', 'ANNE', '1979-03-28'),
      personIdentifier('DUPONT', 'ANNE', '1979-03-28'),
    ]);
    expect(() => personIdentifiers({ birthName: 'Martin', given: 'Anne' }, '')).toThrow(RangeError);
  });
});

describe('parseBirthDate options', () => {
  test('the pivot is the last two-digit year of this century', () => {
    const today = '2026-11-22';
    expect(parseBirthDate('01/02/10', { twoDigitYearPivot: 10, today })).toMatchObject({
      value: { canonical: '2010-02-01' },
    });
    expect(parseBirthDate('01/02/10', { twoDigitYearPivot: 9, today })).toMatchObject({
      value: { canonical: '1910-02-01' },
    });
  });

  test('today is the last birth date', () => {
    expect(parseBirthDate('22/11/2026', { twoDigitYearPivot: 26, today: '2026-11-22' }).ok).toBe(true);
    expect(parseBirthDate('22/11/2026', { twoDigitYearPivot: 26, today: '2026-11-21' })).toEqual({
      ok: false,
      code: 'birth_date_future',
    });
  });

  test('lunar says that a part is unknown', () => {
    const options = { twoDigitYearPivot: 26, today: '2026-11-22' };
    expect(parseBirthDate('00/00/1950', options)).toMatchObject({ value: { lunar: true } });
    expect(parseBirthDate('01/01/1950', options)).toMatchObject({ value: { lunar: false } });
  });
});

test.each([0, 9, 11])('formatCode refuses %i bytes', (length) => {
  expect(() => formatCode(new Uint8Array(length))).toThrow(RangeError);
});
