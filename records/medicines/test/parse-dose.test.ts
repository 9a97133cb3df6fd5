import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  doseContext,
  parseDose,
  quantityOf,
  typeDose,
  unitOfForm,
  writeDose,
  type DoseContext,
} from '@etanche/records-medicines';
import { anyDose } from './dose-arbitrary.ts';

const tablet: DoseContext = { unit: 'comprimé', strengthMg: null };
const prednisone: DoseContext = { unit: 'comprimé', strengthMg: 20 };
const capsule: DoseContext = { unit: 'gélule', strengthMg: 500 };
const syrup: DoseContext = { unit: 'ml', strengthMg: null };
const insulin: DoseContext = { unit: 'injection', strengthMg: null };
const unknown: DoseContext = { unit: null, strengthMg: null };

const written = (typed: string, context: DoseContext): string => {
  const result = parseDose(typed, context);
  return result.kind === 'dose' ? writeDose(result.dose).replaceAll('\u00a0', ' ') : `[${result.fault}] ${result.text}`;
};

describe('a dose as typed', () => {
  test.each([
    ['1 0 1 7j', tablet, '1 comprimé le matin et 1 comprimé le soir pendant 7 jours'],
    ['1-0-1', tablet, '1 comprimé le matin et 1 comprimé le soir'],
    [
      '1-1-1-1 1 mois',
      tablet,
      '1 comprimé le matin, 1 comprimé le midi, 1 comprimé le soir et 1 comprimé au coucher pendant 1 mois',
    ],
    ['1 0 1 1 mois', tablet, '1 comprimé le matin et 1 comprimé le soir pendant 1 mois'],
    ['1/2 0 1/2 10 jours', tablet, '½ comprimé le matin et ½ comprimé le soir pendant 10 jours'],
    ['1 matin 1 soir 3 mois', tablet, '1 comprimé le matin et 1 comprimé le soir pendant 3 mois'],
    ['1 cp matin et soir', tablet, '1 comprimé le matin et 1 comprimé le soir'],
    ['2 gélules au coucher pendant 2 semaines', capsule, '2 gélules au coucher pendant 2 semaines'],
    [
      '1 toutes les 8h si douleur max 3',
      tablet,
      '1 comprimé toutes les 8 heures, si douleur, au maximum 3 comprimés par jour',
    ],
    [
      '1 toutes les 6 heures max 4/j si fièvre',
      tablet,
      '1 comprimé toutes les 6 heures, si fièvre, au maximum 4 comprimés par jour',
    ],
    ['1 3 fois par jour 5j', tablet, '1 comprimé 3 fois par jour pendant 5 jours'],
    ['1x3/j', tablet, '1 comprimé 3 fois par jour'],
    ['1/j', tablet, '1 comprimé par jour'],
    ['1 par semaine 3 mois', tablet, '1 comprimé une fois par semaine pendant 3 mois'],
    ['1 tous les 7 jours', tablet, '1 comprimé une fois par semaine'],
    ['1 un jour sur deux', tablet, '1 comprimé tous les 2 jours'],
    ['1 si besoin', tablet, '[not_understood] 1 si besoin'],
    [
      'décroissance 60 3j 40 3j 20 3j',
      prednisone,
      '60 mg par jour pendant 3 jours, puis 40 mg par jour pendant 3 jours, puis 20 mg par jour pendant 3 jours',
    ],
    [
      'décroissance 3cp 3j 2cp 3j 1cp 3j',
      prednisone,
      '3 comprimés par jour pendant 3 jours, puis 2 comprimés par jour pendant 3 jours, puis 1 comprimé par jour pendant 3 jours',
    ],
    [
      '1 matin 7j puis 1/2 matin 7j',
      tablet,
      '1 comprimé le matin pendant 7 jours, puis ½ comprimé le matin pendant 7 jours',
    ],
    [
      '40 mg 3 jours puis 20 mg 3 jours puis 10 mg 3 jours',
      prednisone,
      '40 mg par jour pendant 3 jours, puis 20 mg par jour pendant 3 jours, puis 10 mg par jour pendant 3 jours',
    ],
    [
      '2 comprimés pendant 3 jours puis 1 comprimé pendant 1 semaine',
      tablet,
      '2 comprimés par jour pendant 3 jours, puis 1 comprimé par jour pendant 1 semaine',
    ],
    [
      '1 comprimé matin midi et soir pendant une semaine',
      tablet,
      '1 comprimé le matin, 1 comprimé le midi et 1 comprimé le soir pendant 1 semaine',
    ],
    ['1 cp matin et soir deux mois', tablet, '1 comprimé le matin et 1 comprimé le soir pendant 2 mois'],
    ['2 0 0 3j, 1 0 0 3j', tablet, '2 comprimés le matin pendant 3 jours, puis 1 comprimé le matin pendant 3 jours'],
    [
      '1 0 0,5 3j, 0,5 0 0 3j',
      tablet,
      '1 comprimé le matin et ½ comprimé le soir pendant 3 jours, puis ½ comprimé le matin pendant 3 jours',
    ],
    ['40 mg le matin 5j', prednisone, '40 mg le matin pendant 5 jours'],
    ['2,5 ml 3x/j', syrup, '2,5 ml 3 fois par jour'],
    ['1g 3x/j 6j', capsule, '1 000 mg 3 fois par jour pendant 6 jours'],
    [
      '1g toutes les 6h si douleur max 3g/j',
      capsule,
      '1 000 mg toutes les 6 heures, si douleur, au maximum 3 000 mg par jour',
    ],
    ['1 matin si glycémie > 2 g/l', tablet, '1 comprimé le matin, si glycémie > 2 g/l'],
    ['0,5 g matin', capsule, '500 mg le matin'],
    ['2 cp x 3/j', tablet, '2 comprimés 3 fois par jour'],
    ['12 UI le soir', insulin, '12 UI le soir'],
    ['1 comprimé par jour', unknown, '1 comprimé par jour'],
  ])('"%s" is written as text that has one reading', (typed, context, text) => {
    expect(written(typed, context)).toBe(text);
  });
});

describe('a text without one reading stays a text', () => {
  test.each([
    ['', tablet, 'not_understood'],
    ['un peu le matin', tablet, 'not_understood'],
    ['1 0 1 7', tablet, 'ambiguous'],
    ['1 0 1 1', tablet, 'ambiguous'],
    ['1-0-1 7', tablet, 'not_understood'],
    ['1 0 1 7j 3 mois', tablet, 'not_understood'],
    ['1 matin 2 matin', tablet, 'ambiguous'],
    ['1 matin max 3 max 4', tablet, 'ambiguous'],
    ['1/8h', tablet, 'not_understood'],
    ['1 toutes les 8h si fièvre depuis 3 jours', tablet, 'ambiguous'],
    ['1 matin 5j si douleur 10j', tablet, 'not_understood'],
    ['0 0 0', tablet, 'zero'],
    ['1 0 1', unknown, 'unit_missing'],
    ['1 gélule matin', tablet, 'unit_differs'],
    ['1 cp matin 1 gélule soir', unknown, 'unit_differs'],
    ['1 cp matin 3j puis 1 gélule 3j', unknown, 'not_understood'],
    ['500 mg matin', tablet, 'unit_differs'],
    ['2x3/j', tablet, 'ambiguous'],
    ['2 x 1/j', tablet, 'ambiguous'],
    ['1 à 2 matin', tablet, 'not_understood'],
    ['1 toutes les 4 à 6h', tablet, 'not_understood'],
    ['0,7 g matin', capsule, 'strength_mismatch'],
    ['1/2 matin', { ...tablet, isWhole: true }, 'fraction_impossible'],
    ['10 mg matin', { ...prednisone, isWhole: true }, 'strength_mismatch'],
    ['1/2 gélule matin', capsule, 'fraction_impossible'],
    ['1/3 matin', tablet, 'fraction_impossible'],
    ['30 mg matin', capsule, 'strength_mismatch'],
    ['7 mg matin', prednisone, 'strength_mismatch'],
    ['30 0 30', tablet, 'too_large'],
    ['1 matin 400 jours', tablet, 'too_large'],
    ['1 toutes les 100h', tablet, 'too_large'],
    ['2 toutes les 8h si douleur max 1', tablet, 'max_below_dose'],
    ['1 0 1 max 1', tablet, 'max_below_dose'],
    ['1 matin max 3 gélules', tablet, 'unit_differs'],
    ['1 matin puis 2 matin', tablet, 'duration_missing'],
    ['40 mg 3 jours', prednisone, 'not_understood'],
    ['40 3 jours puis 20 3 jours', prednisone, 'not_understood'],
    ['40 mg 3 jours puis 2 cp 3 jours', prednisone, 'unit_differs'],
    ['40 mg 3 jours puis 20 mg', prednisone, 'not_understood'],
    ['40 mg 3 jours puis 33 mg 3 jours', prednisone, 'strength_mismatch'],
    ['40 mg 3 jours puis 20 mg matin 3 jours', prednisone, 'not_understood'],
    ['40 mg 3 jours, 20 mg 3 jours', prednisone, 'not_understood'],
    ['1 matin 3j, 1 soir 3j', tablet, 'not_understood'],
    ['2 0 0 3j, 1 soir 3j', tablet, 'not_understood'],
    ['2 0 0, 1 0 0 3j', tablet, 'not_understood'],
    ['1 matin huit jours', tablet, 'not_understood'],
    ['1 matin quinze jours', tablet, 'not_understood'],
    ['1 matin quelques jours', tablet, 'not_understood'],
    ['1 matin une semaine sur deux', tablet, 'not_understood'],
    ['1 matin par mois', tablet, 'not_understood'],
    ['1 matin un jour sur deux', tablet, 'not_understood'],
    ['décroissance 10 3j 5 3j', prednisone, 'unit_ambiguous'],
    ['décroissance 60 3j 40 3j', tablet, 'unit_ambiguous'],
    ['décroissance 60 3j 40 3j', unknown, 'unit_missing'],
    ['décroissance 60 3j 40', prednisone, 'not_understood'],
    ['décroissance 60mg 3j 2cp 3j', prednisone, 'unit_differs'],
    ['décroissance 60 mg 3j 35 mg 3j 33 mg 3j', prednisone, 'strength_mismatch'],
    ['1 0 1 7j'.repeat(100), tablet, 'not_understood'],
  ])('"%s"', (typed, context, fault) => {
    expect(parseDose(typed, context)).toEqual({ kind: 'text', text: typed, fault });
  });

  test('whatever is typed, the result is a dose that may be written or the same text', () => {
    const words = fc.constantFrom(
      '1',
      '0',
      '2',
      '1/2',
      '0,5',
      '60',
      'mg',
      'cp',
      'matin',
      'soir',
      'par',
      'jour',
      '3',
      '7j',
      'puis',
      'si',
      'max',
      'mois',
      '-',
      '8h',
      'toutes',
      'les',
      'décroissance',
      '3j',
    );
    fc.assert(
      fc.property(
        fc.array(words, { maxLength: 9 }),
        fc.constantFrom(tablet, prednisone, capsule, syrup),
        (parts, context) => {
          const typed = parts.join(' ');
          const result = parseDose(typed, context);
          expect(result.kind === 'text' ? result.text === typed : writeDose(result.dose) !== '').toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

test('a dose typed again is the same dose', () => {
  fc.assert(
    fc.property(anyDose, (dose) => {
      expect(parseDose(typeDose(dose), unknown)).toEqual({ kind: 'dose', dose });
    }),
    { numRuns: 500 },
  );
});

test('two doses that differ are written as different texts', () => {
  fc.assert(
    fc.property(anyDose, anyDose, (a, b) => {
      fc.pre(JSON.stringify(a) !== JSON.stringify(b));
      expect(writeDose(a)).not.toBe(writeDose(b));
    }),
    { numRuns: 300 },
  );
});

test('a dose that must not be written throws', () => {
  const rhythm = { kind: 'times', amount: 0, times: 1 } as const;
  const dose = { unit: 'comprimé', steps: [{ rhythm, duration: null }], asNeeded: null, maxPerDay: null } as const;
  for (const write of [writeDose, typeDose]) {
    expect(() => write(dose)).toThrow(expect.objectContaining({ code: 'dose_invalid' }));
  }
});

describe('the quantity', () => {
  const quantity = (typed: string, context: DoseContext, packs = [{ amount: 30, unit: 'comprimé' }]) => {
    const result = parseDose(typed, context);
    if (result.kind === 'text') throw new Error(result.fault);
    return quantityOf(result.dose, null, context, packs);
  };

  test.each([
    ['1 0 1 7j', tablet, 14, 1],
    ['1 matin 3 mois', tablet, 90, 3],
    ['1/2 matin 7j', tablet, 4, 1],
    ['1 toutes les 8h si douleur max 2 10j', tablet, 20, 1],
    ['1 toutes les 8h si douleur 10j', tablet, 30, 1],
    ['décroissance 60 3j 40 3j 20 3j', prednisone, 18, 1],
    ['1 par semaine 3 mois', tablet, 13, 1],
    ['2 3 fois par jour 6j', tablet, 36, 2],
  ])('of "%s"', (typed, context, amount, packs) => {
    expect(quantity(typed, context)).toMatchObject({ amount, unit: 'comprimé', packs: [{ count: packs }] });
  });

  test('is unknown without a duration, and in milligrams without a strength', () => {
    expect(quantity('1 matin', tablet)).toBeNull();
    expect(quantity('10 mg matin 3j', { unit: 'ml', strengthMg: null })).toBeNull();
  });

  test('names each size of pack once', () => {
    const packs = [30, 90, 30].map((amount) => ({ amount, unit: 'comprimé' }));
    expect(quantity('1 matin 2 mois', tablet, packs)?.packs).toEqual([
      { pack: packs[0], count: 2 },
      { pack: packs[1], count: 1 },
    ]);
  });

  test('has no packs of another unit', () => {
    expect(quantity('1 matin 7j', tablet, [{ amount: 100, unit: 'ml' }])?.packs).toEqual([]);
  });
});

test.each([
  ['comprimé pelliculé sécable', 'comprimé'],
  ['solution buvable en gouttes', 'goutte'],
  ['suspension buvable', 'ml'],
  ['suspension pour inhalation', 'bouffée'],
  ['gel buvable', null],
  ['comprimé et gélule', null],
  ['poudre et solvant pour solution injectable', 'injection'],
  ['poudre', null],
])('the form %s is counted in %s', (form, unit) => {
  expect(unitOfForm(form)).toBe(unit);
});

test('a device on the skin is a patch, and another device has no unit', () => {
  expect(doseContext({ form: 'dispositif', components: [], routes: ['transdermique'] }).unit).toBe('patch');
  expect(doseContext({ form: 'dispositif', components: [], routes: ['intra-utérine'] }).unit).toBeNull();
});

test('a tablet with release over time is whole, unless it has a score', () => {
  const components = [{ substance: 'A', base: 'A', strength: '100 mg', per: 'un comprimé' }];
  const form = 'comprimé à libération prolongée';
  expect(doseContext({ form, components }).isWhole).toBe(true);
  expect(
    doseContext({ form, components, medicines: [{ form: 'comprimé sécable à libération prolongée' }] }).isWhole,
  ).toBeUndefined();
  expect(doseContext({ form: 'comprimé', components }).isWhole).toBeUndefined();
});

test('the context of a medicine has the strength of one piece only', () => {
  const component = { substance: 'A', base: 'A', strength: '20 mg', per: 'un comprimé' };
  expect(doseContext({ form: 'comprimé', components: [component] })).toEqual({ unit: 'comprimé', strengthMg: 20 });
  expect(doseContext({ form: 'comprimé', components: [component, component] }).strengthMg).toBeNull();
  expect(doseContext({ form: 'sirop', components: [{ ...component, per: '5 ml' }] })).toEqual(syrup);
});
