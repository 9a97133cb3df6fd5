import { parseBirthDate, parseEmail, parseNir, parsePersonName, parsePhone } from '@etanche/core-identifiers';
import { describe, expect, test } from 'vitest';
import { makePrng, syntheticPeople } from '../src/index.ts';

const people = syntheticPeople({ seed: 'test', count: 4000 });
const today = '2020-10-01';

describe('synthetic people', () => {
  test('every synthetic identifier is canonical for core/identifiers', () => {
    for (const { nir, nirKey, birthDate, phones, emails, birthName, usedName, givenNames } of people) {
      expect(parseNir(nir + nirKey)).toMatchObject({ ok: true, value: { canonical: nir, keyGiven: true } });
      expect(parseBirthDate(birthDate, { twoDigitYearPivot: 20, today })).toMatchObject({
        ok: true,
        value: { canonical: birthDate },
      });
      for (const phone of phones) expect(parsePhone(phone, 'FR')).toEqual({ ok: true, value: phone });
      for (const email of emails) expect(parseEmail(email)).toEqual({ ok: true, value: email });
      for (const name of [birthName, usedName ?? birthName, ...givenNames])
        expect(parsePersonName(name)).toMatchObject({ ok: true });
    }
  });

  test('the same seed gives the same people, a longer list starts with the shorter one, and another seed differs', () => {
    expect(syntheticPeople({ seed: 'test', count: 500 })).toEqual(people.slice(0, 500));
    expect(syntheticPeople({ seed: 'other', count: 500 })).not.toEqual(people.slice(0, 500));
    expect(people.map(({ id }) => id)).toEqual(people.map((_person, index) => index));
  });

  test('every NIR belongs to one adult', () => {
    const own = people.filter(({ nirHolder }) => nirHolder === 'own').map(({ nir }) => nir);
    expect(new Set(own).size).toBe(own.length);
  });

  test('children have their parent’s number and their own birth date, and twins share both', () => {
    const children = people.filter(({ nirHolder }) => nirHolder === 'parent');
    expect(children.length).toBeGreaterThan(100);
    for (const child of children) {
      const parent = people[child.parentId ?? -1];
      expect(parent?.nir).toBe(child.nir);
      expect(Number(child.birthDate.slice(0, 4)) - Number(parent?.birthDate.slice(0, 4))).toBeGreaterThanOrEqual(18);
    }
    const twins = people.filter(({ twinId }) => twinId !== null && twinId < people.length);
    expect(twins.length).toBeGreaterThan(20);
    for (const twin of twins) {
      const other = people[twin.twinId ?? -1];
      expect(other?.twinId).toBe(twin.id);
      expect(other?.birthDate).toBe(twin.birthDate);
      expect(other?.givenNames[0] === twin.givenNames[0]).toBe(false);
      expect(other?.nir === twin.nir).toBe(twin.nirHolder === 'parent');
    }
  });

  test.each<[string, RegExp]>([
    ['Corsica', /^\d{5}2[AB]/],
    ['overseas', /^\d{5}97/],
    ['abroad', /^\d{5}99/],
    ['Algeria before 1962', /^\d{5}9[1-4]352/],
    ['provisional numbers', /^[78]/],
    ['numbers being given', /^[34]/],
    ['incomplete civil records', /^\d{3}(?:20|30|42|50|99)/],
  ])('NIRs: %s', (_name, pattern) => {
    expect(people.some(({ nir }) => pattern.test(nir))).toBe(true);
  });

  test.each<[string, RegExp]>([
    ['accents', /[éèêëïôüç]/],
    ['letters of other languages', /[ıłŞşřőñãø]/],
    ['apostrophes', /’/],
    ['hyphens', /-/],
    ['particles', /^(?:de|du|des|d’|Le|El|Ben|Da|Dos) ?/],
  ])('names: %s', (_name, pattern) => {
    expect(people.some(({ birthName }) => pattern.test(birthName))).toBe(true);
  });

  test('people have several, one or no phone numbers and e-mail addresses', () => {
    expect(people.some(({ phones }) => phones.length === 3)).toBe(true);
    expect(people.some(({ emails }) => emails.length === 2)).toBe(true);
    expect(people.some(({ phones, emails }) => phones.length + emails.length === 0)).toBe(true);
    expect(people.some(({ usedName }) => usedName !== null)).toBe(true);
  });
});

test('the random generator is uniform enough and rejects an empty choice', () => {
  const prng = makePrng('uniform');
  const counts = new Array<number>(10).fill(0);
  for (let draw = 0; draw < 10_000; draw++) {
    const digit = prng.integer(0, 9);
    counts[digit] = (counts[digit] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  expect(() => prng.pick([])).toThrow(RangeError);
});
