import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cardOf,
  decodeCard,
  encodeCard,
  foldName,
  planSearch,
  readPatient,
  soundOf,
  termsOf,
  type Card,
  type PatientTraits,
} from '../src/index.ts';

const today = '2026-11-22';
const names = fc.constantFrom(
  'Dupont',
  'Lefèvre',
  'Le Gall',
  'de la Tour',
  'N’Diaye',
  'Saint-Jean',
  'Wu',
  'Müller',
  'Roy-Martin',
  'O’Connor',
);
const givens = fc.constantFrom('Jean', 'Anne-Sophie', 'Élodie', 'Yann', 'Awa', 'Li', 'Jean Marie');
const days = fc
  .date({ min: new Date('1925-01-01'), max: new Date('2026-11-01'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));
const people = fc
  .record({ family: names, used: fc.option(names, { nil: null }), given: givens, birthDate: days })
  .map(({ family, used, given, birthDate }): PatientTraits => ({
    ...readPatient({}),
    birthFamilyName: family,
    usedFamilyName: used,
    birthGivenNames: [given],
    birthDate,
    addresses: [{ lines: [], postalCode: null, city: 'Lorient', country: null, use: null }],
    phones: [{ number: '06 12 34 56 78', use: null }],
    billingNir: '279035121518989',
  }));

/** True if a term of the plan opens the person and the person passes its filter. */
function finds(typed: string, person: PatientTraits): boolean {
  const plan = planSearch(typed, today);
  if (!plan.ok) return false;
  const terms = new Set(termsOf(person).map(({ text }) => text));
  return plan.value.terms.some(({ text }) => terms.has(text)) && plan.value.matches(cardOf(person));
}

describe('typed text finds the person', () => {
  test.each<[string, (person: PatientTraits, day: string[]) => string]>([
    ['date', (_p, [y, m, d]) => `${d ?? ''}/${m ?? ''}/${y ?? ''}`],
    [
      'date and a letter',
      (p, [y, m, d]) => `${d ?? ''} ${m ?? ''} ${y ?? ''} ${foldName(p.birthFamilyName ?? '').slice(0, 1)}`,
    ],
    ['two-digit year', (p, [y, m, d]) => `${d ?? ''}${m ?? ''}${y?.slice(2) ?? ''} ${p.birthFamilyName ?? ''}`],
    ['names', (p) => `${p.birthFamilyName ?? ''} ${p.birthGivenNames[0] ?? ''}`],
    ['names in the other order', (p) => `${p.birthGivenNames[0] ?? ''} ${p.usedFamilyName ?? p.birthFamilyName ?? ''}`],
    [
      'names without accents, in capitals',
      (p) =>
        `${(p.usedFamilyName ?? p.birthFamilyName ?? '').normalize('NFD').replace(/\p{M}/gu, '').toUpperCase()} ${p.birthGivenNames[0] ?? ''}`,
    ],
    [
      'names and year',
      (p, [y]) => `${p.usedFamilyName ?? p.birthFamilyName ?? ''} ${p.birthGivenNames[0] ?? ''} ${y ?? ''}`,
    ],
    ['phone', () => '0612345678'],
    ['phone and name', (p) => `+33 6 12 34 56 78 ${p.birthFamilyName ?? ''}`],
    ['NIR', () => '2 79 03 51 215 189 89'],
  ])('%s', (_what, type) => {
    fc.assert(fc.property(people, (person) => finds(type(person, (person.birthDate ?? '').split('-')), person)));
  });

  test('by the sound of the name and the year, with another spelling', () => {
    const [person] = fc.sample(people, 1);
    const heard = {
      ...(person ?? readPatient({})),
      birthFamilyName: 'Lefebvre',
      usedFamilyName: null,
      birthGivenNames: ['Jean'],
      birthDate: '1956-03-12',
    };
    expect(finds('lefèvre jean 1956', heard)).toBe(true);
    expect(finds('lefaivre jean 70 ans', heard)).toBe(true);
    expect(finds('lefaivre jean 40 ans', heard)).toBe(false);
  });

  test('an age is counted from today', () => {
    const born = (birthDate: string) => ({
      ...readPatient({}),
      birthFamilyName: 'Dupont',
      birthGivenNames: ['Léo'],
      birthDate,
    });
    expect(
      ['2024-11-01', '2023-11-30', '2022-01-01', '2026-01-01'].map((day) => finds('dupont léo 2 ans', born(day))),
    ).toEqual([true, true, false, false]);
    expect(finds('dupont léo 7 mois', born('2026-04-01'))).toBe(true);
  });
});

describe('the filter of a plan', () => {
  const card: Card = {
    familyNames: ['Lefèvre'],
    usedName: 'Martin',
    givenNames: ['Élodie'],
    sex: 'female',
    birthDate: '1979-03-28',
    town: 'Lorient',
    deceased: false,
    flags: [],
  };
  const passes = (typed: string): boolean | string => {
    const plan = planSearch(typed, today);
    return plan.ok ? plan.value.matches(card) : plan.code;
  };
  test.each([
    '28/03/1979',
    '28/03/79 l',
    '28/03/79 mart',
    '28/03/79 lef elo',
    'martin élodie',
    'lefebvre e',
    '0612345678 elodie',
    '0612345678 28/03/1979',
  ])('accepts %s', (typed) => {
    expect(passes(typed)).toBe(true);
  });
  test.each([
    '29/03/1979',
    '28/03/79 x',
    '28/03/79 lefort',
    'martin paul',
    '0612345678 paul',
    '0612345678 29/03/1979',
    'martin élodie 1980',
    'martin élodie 12 ans',
  ])('rejects %s', (typed) => {
    expect(passes(typed)).toBe(false);
  });
});

describe('search terms', () => {
  test('are at most 8, or 12 with two family names, each once and canonical', () => {
    fc.assert(
      fc.property(people, fc.array(fc.string({ unit: 'binary' }), { maxLength: 4 }), (person, wild) => {
        const [family = null, used = null] = wild;
        const strange = {
          ...person,
          birthFamilyName: family,
          usedFamilyName: used,
          phones: wild.map((number) => ({ number, use: null })),
        };
        for (const one of [person, strange]) {
          const terms = termsOf(one);
          const families = new Set(terms.filter(({ kind }) => kind === 'name').map(({ text }) => text)).size;
          expect(terms.length).toBeLessThanOrEqual(families < 2 ? 8 : 12);
          expect(new Set(terms.map(({ text }) => text)).size).toBe(terms.length);
          for (const { text } of terms) expect(text).toMatch(/^[a-z-]+(?:\|[\p{L}\p{N}+-]*)+$/u);
        }
      }),
    );
  });

  test('of any typed text are planned without an exception, for at most six evaluations', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary', maxLength: 250 }), fc.stringMatching(/^[-0-9a-z +./,'éèAB]{0,60}$/)),
        (typed) => {
          const plan = planSearch(typed, today);
          if (!plan.ok) return plan.code.startsWith('search_');
          expect(plan.value.terms.length).toBeGreaterThan(0);
          expect(plan.value.terms.length).toBeLessThanOrEqual(6);
          return true;
        },
      ),
    );
  });

  test('have a sound that is never empty and does not change when the name is folded again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
        const folded = foldName(name);
        expect(soundOf(folded)).toBe(soundOf(foldName(folded)));
        expect(soundOf(folded) === '').toBe(folded === '');
      }),
      { examples: [['H'], ['Hh'], ['𝒽 '], ['HE']] },
    );
  });
});

describe('a card', () => {
  test('of a patient with any name fits, and is read back as written', () => {
    const wild = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(people, wild, wild, wild, fc.boolean(), (person, family, given, city, deceased) => {
        const traits = {
          ...person,
          birthFamilyName: family,
          usedFamilyName: given,
          birthGivenNames: [given, family, city],
          deceased,
          addresses: [{ lines: [], postalCode: null, city, country: null, use: null }],
        };
        const card = cardOf(traits);
        expect(decodeCard(encodeCard(card))).toEqual(card);
      }),
    );
  });

  test('has no NIR, no phone and no address except the town', () => {
    const [person] = fc.sample(people, 1);
    const bytes = Buffer.from(encodeCard(cardOf(person ?? readPatient({})))).toString('latin1');
    expect(bytes).not.toMatch(/27903512|0612345678|06 12/);
    expect(bytes).toContain('Lorient');
  });

  test('is decoded only from the bytes of its encoding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 260 }), (bytes) => {
        let card: Card;
        try {
          card = decodeCard(bytes);
        } catch (error) {
          return (error as { code?: string }).code === 'card_invalid';
        }
        return Buffer.from(encodeCard(card)).equals(Buffer.from(bytes).subarray(0, encodeCard(card).length));
      }),
    );
  });
});
