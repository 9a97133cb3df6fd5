import { describe, expect, test } from 'vitest';
import { nameForms, parsePersonName, personIdentifier, personIdentifiers } from '../src/index.ts';

/** Input as on the page: one family name and the whole field of the first given name. */
function typed(family: string, given: string): string {
  const names = [parsePersonName(family), parsePersonName(given)].map((name) => (name.ok ? name.value : name.code));
  return personIdentifier(names[0] ?? '', names[1] ?? '', '1979-03-28');
}

describe('nameForms', () => {
  test('returns forms for the birth name and for the used name', () => {
    expect(nameForms({ birthName: 'MARTIN', usedName: 'DUPONT', given: 'JEANNE' })).toEqual([
      'MARTIN/JEANNE',
      'DUPONT/JEANNE',
    ]);
  });

  test.each([
    'DUPONT née MARTIN',
    'Dupont nee Martin',
    'Dupont NÉ(E) Martin',
    'DUPONT ép. MARTIN',
    'Dupont épouse Martin',
    'DUPONT Vve MARTIN',
    'Dupont ne\u0301e Martin',
  ])('reads two names in the cell "%s"', (usedName) => {
    expect(nameForms({ usedName, given: 'Jeanne' })).toEqual(['DUPONT/JEANNE', 'MARTIN/JEANNE']);
  });

  test.each(['NEE', 'Née', 'Neel', 'Eparvier', 'Veuve'])('reads %s alone as a name', (birthName) => {
    expect(nameForms({ birthName, given: 'Jeanne' })).toHaveLength(1);
  });

  test('returns each form once', () => {
    expect(nameForms({ birthName: 'Le Goff', usedName: 'LE-GOFF', given: 'Anne' })).toEqual(['LEGOFF/ANNE']);
  });

  test.each([
    ['Jeanne', ['JEANNE']],
    ['Jeanne, Marie', ['JEANNE']],
    ['Anne-Sophie', ['ANNESOPHIE']],
    ['Anne-Sophie Marie', ['ANNESOPHIE', 'ANNESOPHIEMARIE']],
    ['ANNE SOPHIE MARIE', ['ANNE', 'ANNESOPHIE']],
    ['Anne Sophie, Marie', ['ANNESOPHIE']],
  ])('first given name of "%s"', (given, forms) => {
    expect(nameForms({ birthName: 'Martin', given })).toEqual(forms.map((form) => `MARTIN/${form}`));
  });

  test('does not split a double name: its parts are other families', () => {
    expect(nameForms({ birthName: 'Dupont-Martin', given: 'Jeanne' })).toEqual(['DUPONTMARTIN/JEANNE']);
  });

  test.each([
    { given: 'Jeanne' },
    { birthName: '', usedName: ' ', given: 'Jeanne' },
    { birthName: 'Martin', given: '' },
    { birthName: 'Martin', given: '12' },
    { birthName: 'H?l?ne', given: 'Jeanne' },
    { birthName: 'a'.repeat(401), given: 'Jeanne' },
    { birthName: 'Martin', given: 'a '.repeat(300) },
  ])('returns no form without a usable name: %o', (input) => {
    expect(nameForms(input)).toEqual([]);
  });

  test('uses the readable one of two names', () => {
    expect(nameForms({ birthName: 'Mart?n', usedName: 'Dupont', given: 'Jeanne' })).toEqual(['DUPONT/JEANNE']);
  });
});

describe('a person in a file is found by the name that they type', () => {
  const file = personIdentifiers(
    { birthName: 'de la Tour', usedName: "D'Hélin", given: 'ANNE SOPHIE MARIE' },
    '1979-03-28',
  );

  test.each([
    ['DE LA TOUR', 'Anne-Sophie'],
    ['Delatour', 'Anne Sophie'],
    ['de-la-tour', 'anne'],
    ['d’helin', 'Annesophie'],
    ['D HELIN', 'ANNE'],
  ])('%s %s', (family, given) => {
    expect(file).toContain(typed(family, given));
  });

  test.each([
    ['Latour', 'Anne'],
    ['Tour', 'Anne'],
    ['Helin', 'Anne'],
    ['de la Tour', 'Sophie'],
    ['de la Tour', 'Marie'],
    ['de la Tour', 'Anne Sophie Marie'],
    ['de la Tour d’Hélin', 'Anne'],
  ])('but not %s %s', (family, given) => {
    expect(file).not.toContain(typed(family, given));
  });

  test.each([
    ['Müller', 'Mueller'],
    ['Saint-Pierre', 'St Pierre'],
    ['Dupont-Martin', 'Martin-Dupont'],
    ['Dupond', 'Dupont'],
    ['Lefèvre', 'Lefebvre'],
  ])('%s is not %s', (one, other) => {
    expect(typed(one, 'Anne')).not.toBe(typed(other, 'Anne'));
  });
});
