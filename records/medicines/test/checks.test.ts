import { readFileSync } from 'node:fs';
import type { JsonObject } from '@etanche/records-fhir';
import { describe, expect, test } from 'vitest';
import {
  allergyClasses,
  checkAllergies,
  checkDuplicates,
  checkedMedicine,
  openIndex,
  openSearch,
  type CheckedMedicine,
} from '@etanche/records-medicines';

const index = openIndex(readFileSync(new URL('../data/medicines.txt', import.meta.url), 'utf8'));
const search = openSearch(index);

const medicine = (start: string): CheckedMedicine => {
  const found = index.medicines.find(({ name }) => name.startsWith(start));
  const checked =
    found && checkedMedicine(index, { label: found.name, cis: found.cis, name: found.name, isBrandChosen: true });
  if (!checked) throw new Error(`${start} is not in the index`);
  return checked;
};
const allergy = (text: string, more: JsonObject = {}): JsonObject => ({
  resourceType: 'AllergyIntolerance',
  ...{ patient: { reference: 'Patient/p1' }, code: { text }, ...more },
});
const conflicts = (start: string, ...texts: string[]) =>
  checkAllergies(
    search,
    medicine(start),
    texts.map((each) => allergy(each)),
  ).conflicts.map(({ substance, through }) => [substance, through?.name ?? null]);

describe('a known allergy', () => {
  test.each([
    ['AMOXICILLINE ARROW', 'Amoxicilline', 'AMOXICILLINE', null],
    ['AMOXICILLINE ARROW', 'amoxiciline', 'AMOXICILLINE', null],
    ['AMOXICILLINE ARROW', 'Pénicillines', 'AMOXICILLINE', 'pénicillines'],
    ['AMOXICILLINE ARROW', 'Allergie à la pénicilline (urticaire)', 'AMOXICILLINE', 'pénicillines'],
    ['AMOXICILLINE ARROW', 'Augmentin', 'AMOXICILLINE', null],
    ['AUGMENTIN 500', 'clamoxyl', 'AMOXICILLINE', null],
    ['AMOXICILLINE ARROW', 'bêta-lactamines', 'AMOXICILLINE', 'bêtalactamines'],
    ['KARDEGIC 75', 'aspirine', 'ACIDE ACÉTYLSALICYLIQUE', null],
    ['ADVIL', 'AINS', 'IBUPROFÈNE', 'anti-inflammatoires non stéroïdiens et salicylés'],
    ['BACTRIM', 'sulfamides', 'SULFAMÉTHOXAZOLE', 'sulfamides antibactériens'],
    ['OXYNORM 10', 'morphiniques', 'OXYCODONE', 'opioïdes'],
  ])('%s with "%s" is a conflict', (start, text, substance, through) => {
    expect(conflicts(start, text)).toContainEqual([substance, through]);
  });

  test.each([
    ['DOLIPRANE 1000 mg, comprimé', 'Pénicilline'],
    ['AMLOR 5 mg', 'Acide acétylsalicylique'],
    ['AZITHROMYCINE', 'Pénicilline'],
    ['TERALITHE', 'Chlorure de sodium'],
  ])('%s with "%s" is no conflict', (start, text) => {
    expect(conflicts(start, text)).toEqual([]);
  });

  test('that names nothing known is reported as unchecked', () => {
    const check = checkAllergies(search, medicine('AMLOR 5 mg'), [allergy('produit du dentiste'), allergy('')]);
    expect(check).toEqual({ conflicts: [], unchecked: ['produit du dentiste', ''] });
  });

  test.each(['réaction sous curares', 'anesthésiques locaux', 'vaccin', 'latex', 'produits de contraste'])(
    'of which no word is a medicine is unchecked: %s',
    (text) => {
      const check = checkAllergies(search, medicine('AMLOR 5 mg'), [allergy(text)]);
      expect(check).toEqual({ conflicts: [], unchecked: [text] });
    },
  );

  test('to a brand does not name what only some of its medicines contain', () => {
    expect(conflicts('LAROSCORBINE', 'aspirine')).toEqual([]);
  });

  test('to a food, and the statement that there is none, are not unchecked', () => {
    const food = allergy('cacahuète', { category: ['food'] });
    const none = allergy('Aucune allergie connue');
    expect(checkAllergies(search, medicine('AMLOR 5 mg'), [food, none])).toEqual({ conflicts: [], unchecked: [] });
  });

  test.each([
    ['verificationStatus', 'refuted'],
    ['verificationStatus', 'entered-in-error'],
    ['clinicalStatus', 'resolved'],
    ['clinicalStatus', 'inactive'],
  ])('with %s %s is left out', (name, code) => {
    const status = { [name]: { coding: [{ code }] } };
    expect(checkAllergies(search, medicine('AMOXICILLINE ARROW'), [allergy('amoxicilline', status)]).conflicts).toEqual(
      [],
    );
  });

  test('that is only coded, or named in a reaction, is compared', () => {
    const coded = allergy('', { code: { coding: [{ display: 'Amoxicilline' }] } });
    const reaction = allergy('réaction', { reaction: [{ substance: { text: 'amoxicilline' } }] });
    expect(checkAllergies(search, medicine('AMOXICILLINE ARROW'), [coded, reaction]).conflicts).toHaveLength(2);
  });

  test('every substance of a class is in the database', () => {
    const known = new Set(index.medicines.flatMap(({ components }) => components.map(({ base }) => base)));
    const named = allergyClasses.flatMap(({ substances }) => substances);
    expect(named.filter((substance) => !known.has(substance))).toEqual([]);
  });
});

describe('a duplicate', () => {
  test.each([
    ['AMLOR 5 mg', 'AMLODIPINE ARROW 10 mg', ['AMLODIPINE'], false],
    ['AMLOR 5 mg', 'AMLODIPINE ARROW 5 mg', ['AMLODIPINE'], true],
    ['DOLIPRANE 1000 mg, comprimé', 'LAMALINE, gélule', ['PARACÉTAMOL'], false],
  ])('%s and %s', (a, b, substances, isSameGroup) => {
    expect(checkDuplicates(medicine(a), [medicine(b)])).toMatchObject([{ substances, isSameGroup }]);
  });

  test('is none for other substances, or an empty treatment', () => {
    expect(checkDuplicates(medicine('AMLOR 5 mg'), [medicine('DOLIPRANE 1000 mg, comprimé')])).toEqual([]);
    expect(checkDuplicates(medicine('AMLOR 5 mg'), [])).toEqual([]);
  });
});

describe('a prescribed medicine', () => {
  const text = { cis: null, name: null, isBrandChosen: false };

  test('is found by its code or its exact name', () => {
    expect(checkedMedicine(index, { ...text, label: 'AMLOR 5 mg, gélule' })?.substances).toEqual(['AMLODIPINE']);
  });

  test.each(['Kardégic', '', 'bas de contention'])(
    '"%s" that the database does not have cannot be checked',
    (label) => {
      expect(checkedMedicine(index, { ...text, label })).toBeNull();
      expect(checkedMedicine(index, { ...text, label, cis: '00000000', name: label })).toBeNull();
    },
  );
});
