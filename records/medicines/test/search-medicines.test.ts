import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openIndex, openSearch, searchMedicines } from '@etanche/records-medicines';
import { formGroup } from '../src/search/form-group.ts';
import { frenchStrength, substanceInText } from '../src/search/french-strength.ts';
import { spellingDistance } from '../src/search/spelling-distance.ts';
import { fold } from '../src/fold.ts';
import { parseAmount } from '../src/amount.ts';

const index = openIndex(readFileSync(new URL('../data/medicines.txt', import.meta.url), 'utf8'));
const search = openSearch(index);
const labels = (text: string) =>
  searchMedicines(search, text).found.map(({ line }) => line.label.replaceAll('\u00a0', ' '));

describe('the search', () => {
  test.each([
    ['amlo', 'amlodipine 5 mg, gélule'],
    ['doliprane 1000', 'paracétamol 1 g, comprimé'],
    ['metformine 1g', 'metformine 1 000 mg, comprimé'],
    ['amoxiciline', 'amoxicilline 500 mg, gélule'],
    ['amoxiciline 1 g', 'amoxicilline 1 g, comprimé dispersible'],
    ['levothirox 75', 'lévothyroxine 75 microgrammes, comprimé'],
    ['paracetmaol', 'paracétamol 500 mg, comprimé'],
    ['PARACÉTAMOL', 'paracétamol 500 mg, comprimé'],
    ['kardegic 75', 'acide acétylsalicylique 75 mg, poudre pour solution buvable'],
    ['alfuzosine l.p. 10 mg', 'alfuzosine 10 mg, comprimé à libération prolongée'],
    ['tramadol lp 100', 'tramadol 100 mg, comprimé à libération prolongée'],
    ['augmentin', 'amoxicilline 500 mg + acide clavulanique 62,5 mg, comprimé'],
    ['prednisone 20', 'prednisone 20 mg, comprimé'],
    ['oméprazole20', 'oméprazole 20 mg, gélule gastro-résistante'],
  ])('puts for "%s" first: %s', (typed, label) => {
    expect(labels(typed)[0]).toBe(label);
  });

  test('shows the brand that was typed, and none for a substance', () => {
    expect(searchMedicines(search, 'doliprane 1000').found[0]?.brand?.name).toBe('DOLIPRANE 1000 mg, comprimé');
    expect(searchMedicines(search, 'metformine 1g').found[0]?.brand).toBeNull();
  });

  test('has one line for one substance, strength, form and route', () => {
    const keys = search.lines.map(({ line }) => line.key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(searchMedicines(search, 'metformine 1g').found[0]?.line.medicines.length).toBeGreaterThan(10);
  });

  test('has each marketed medicine in exactly one line', () => {
    const all = search.lines.flatMap(({ line }) => line.medicines.map(({ cis }) => cis));
    expect(all).toHaveLength(index.medicines.length);
    expect(new Set(all).size).toBe(index.medicines.length);
    expect(search.lineOfCis.get('61939921')?.label).toContain('amlodipine');
  });

  test('never joins two strengths in one line', () => {
    const mixed = search.lines.filter(({ line }) => {
      const amounts = line.medicines.map(({ components }) =>
        components
          .filter(({ per }) => /^une? (?:comprimé|gélule)/.test(per))
          .map(({ base, strength }) => `${base} ${parseAmount(fold(strength))?.value}`)
          .sort()
          .join(),
      );
      return new Set(amounts.filter((amount) => amount !== '')).size > 1;
    });
    expect(mixed.map(({ line }) => line.label)).toEqual([]);
  });

  test('finds nothing for nothing, signs, one letter or an unknown word', () => {
    const found = ['', '   ', '!?', 'x', '1000', 'zzzqqqxxx', 'amlodipine zzzqqq'].filter(
      (typed) => searchMedicines(search, typed).found.length > 0,
    );
    expect(found).toEqual([]);
  });

  test('says so when no medicine has the strength, and when the spelling differs', () => {
    expect(searchMedicines(search, 'doliprane 777')).toMatchObject({ hasStrength: false, isRespelled: false });
    expect(searchMedicines(search, 'doliprane 1000')).toMatchObject({ hasStrength: true, isRespelled: false });
    expect(searchMedicines(search, 'amoxiciline')).toMatchObject({ hasStrength: true, isRespelled: true });
  });

  test('says so when the form does not exist, and shows the other forms', () => {
    const results = searchMedicines(search, 'doliprane sirop');
    expect(results).toMatchObject({ hasForm: false, hasStrength: true });
    expect(results.found[0]?.brand?.name).toContain('DOLIPRANE');
    expect(searchMedicines(search, 'doliprane suppo')).toMatchObject({ hasForm: true });
    expect(searchMedicines(search, 'sirop zzzqqq').found).toEqual([]);
  });

  test('shows no other strength beside the one that was typed', () => {
    for (const { line } of searchMedicines(search, 'prednisone 20 mg').found)
      expect(line.label).toContain('20\u00a0mg');
  });

  test('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40, unit: 'grapheme' }), (typed) => {
        expect(searchMedicines(search, typed, 5).found.length).toBeLessThanOrEqual(5);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the spelling distance', () => {
  test.each([
    ['amox', 'amoxicilline', 0],
    ['amoxiciline', 'amoxicilline', 1],
    ['parcaetamol', 'paracetamol', 1],
    ['levothirox', 'levothyrox', 1],
    ['morphine', 'codeine', 3],
  ])('of %s from %s is %i', (typed, word, distance) => {
    expect(spellingDistance(typed, word, 2)).toBe(distance);
  });
});

test.each([
  ['comprimé pelliculé sécable', 'comprimé'],
  ['comprimé pelliculé à libération prolongée', 'comprimé à libération prolongée'],
  ['gélule gastro-résistant(e)', 'gélule gastro-résistante'],
  ['comprimé effervescent(e) sécable', 'comprimé effervescent'],
  ['comprimé orodispersible', 'comprimé orodispersible'],
])('the form %s is grouped under %s', (form, group) => {
  expect(formGroup(form)).toBe(group);
});

test('strengths and substances are written as in French text', () => {
  expect(frenchStrength('1000 mg')).toBe('1\u00a0000\u00a0mg');
  expect(frenchStrength('12,5 microgrammes')).toBe('12,5\u00a0microgrammes');
  expect(substanceInText('VITAMINE D3')).toBe('vitamine D3');
  expect(substanceInText("POUDRE D'OPIUM")).toBe("poudre d'opium");
});

test.each([
  ['1,5 g', { value: 1500, unit: 'mg' }],
  ['75 microgrammes', { value: 0.075, unit: 'mg' }],
  ['200 000 ui', { value: 200_000, unit: 'ui' }],
  ['2ch a 30ch', null],
  ['mg', null],
  ['1.000 mg', null],
])('the amount %s has one reading or none', (text, amount) => {
  expect(parseAmount(text)).toEqual(amount);
});
