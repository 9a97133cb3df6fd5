import { afterEach, describe, expect, test } from 'vitest';
import { birthName, displayName } from '@etanche/records-fhir';
import { ageOn, birthDate, dayAndTime, dayTitle, longDate, monthsOn, number, shortTime } from '../page/text/format.ts';
import { adoptSettings, forgetSettings } from '../port/practice-setup.ts';

afterEach(forgetSettings);

/** 23:30 in Paris, the next day in Réunion. */
const late = Date.parse('2026-11-30T22:30:00Z');

describe('a moment', () => {
  test.each([
    ['Europe/Paris', '23:30', '30 nov. 2026, 23:30', '30 Nov 2026, 23:30'],
    ['Indian/Reunion', '02:30', '1er déc. 2026, 02:30', '1 Dec 2026, 02:30'],
    ['America/Martinique', '18:30', '30 nov. 2026, 18:30', '30 Nov 2026, 18:30'],
  ])('has the time of a practice in %s, wherever the device is', (timeZone, time, french, english) => {
    adoptSettings([{ document: 'hours', timeZone, weekdays: [], closures: [] }]);
    expect(shortTime(late, 'fr')).toBe(time);
    expect(dayAndTime(late, 'fr')).toBe(french);
    expect(dayAndTime(late, 'en')).toBe(english);
  });
});

describe('dates', () => {
  test.each([
    ['1958-03-14', '14/03/1958'],
    ['1958-03', '03/1958'],
    ['1958', '1958'],
    [null, '—'],
  ])('a birth date %s is %s', (date, shown) => {
    expect(birthDate(date)).toBe(shown);
  });

  test.each([
    ['2026-08-27', 'fr', '27 août 2026'],
    ['2026-03-01', 'fr', '1er mars 2026'],
    ['2026-08-27T10:00:00+02:00', 'en', '27 August 2026'],
    ['2026-08', 'fr', 'août 2026'],
    ['2026', 'fr', '2026'],
  ] as const)('%s in %s is %s', (date, language, shown) => {
    expect(longDate(date, language)).toBe(shown);
  });

  test('a day has a capital and the French first', () => {
    expect(dayTitle('2026-11-26', 'fr')).toBe('Jeudi 26 novembre');
    expect(dayTitle('2027-03-01', 'fr')).toBe('Lundi 1er mars');
  });
});

describe('ages', () => {
  test('count whole years, from the birthday on', () => {
    expect(ageOn('1958-03-14', '2026-03-13')).toBe(67);
    expect(ageOn('1958-03-14', '2026-03-14')).toBe(68);
    expect(ageOn('1958-03', '2026-03-14')).toBeNull();
  });

  test('count whole months for a child', () => {
    expect(monthsOn('2026-01-31', '2026-03-01')).toBe(1);
    expect(monthsOn('2025-11-26', '2026-11-26')).toBe(12);
  });
});

describe('names', () => {
  const card = {
    ...{
      familyNames: ['MARCHETTI'],
      usedName: 'DELAUNAY',
      givenNames: ['MARIE-NOËLLE', 'ANNE'],
      sex: 'female' as const,
    },
    ...{ birthDate: null, town: null, deceased: false, flags: [] },
  };

  test('show the used name in capitals and the first given name', () => {
    expect(displayName(card)).toBe('DELAUNAY Marie-Noëlle');
    expect(birthName(card)).toBe('MARCHETTI');
  });

  test('do not repeat a birth name that is used', () => {
    expect(birthName({ ...card, usedName: null })).toBeNull();
    expect(displayName({ ...card, usedName: null, givenNames: [] })).toBe('MARCHETTI');
  });
});

test('numbers have the decimal sign of the language', () => {
  expect(number(7.4, 'fr')).toBe('7,4');
  expect(number(7.4, 'en')).toBe('7.4');
});
