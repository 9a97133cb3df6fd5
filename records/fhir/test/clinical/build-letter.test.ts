import { describe, expect, test } from 'vitest';
import { buildLetter, checkResource, compartmentOf, readLetter, type Letter } from '../../src/index.ts';

const letter: Letter = {
  ...{ kind: 'letter', heading: '', body: 'Cher confrère,\n\nMme Wiśniewski, « œdème » 😀' },
  ...{ addressee: ['Dr Le Gall', '29000 Quimper'], copies: ['Dr Prigent'] },
};
const context = { patient: 'Patient/1', author: 'Dr Hélène Arnaud', at: '2026-11-29T10:00:00+01:00' };
const built = buildLetter(context, letter);

describe('a letter as a DocumentReference', () => {
  test.each<Letter>([letter, { ...letter, kind: 'certificate', heading: 'Certificat', addressee: [], copies: [] }])(
    'is read as it was written',
    (one) => {
      expect(readLetter(buildLetter(context, one))).toEqual(one);
    },
  );

  test('is a valid resource of the clinical compartment', () => {
    expect(checkResource({ ...built, id: 'x' })).toEqual([]);
    expect(compartmentOf(built)).toBe('clinical');
  });
});

describe('no letter of ours', () => {
  test.each([
    ['another document', { ...built, type: { text: 'Courrier' } }],
    ['a letter without its text', { ...built, content: [{ attachment: { contentType: 'text/plain' } }] }],
    ['a text that is no base64', { ...built, content: [{ attachment: { data: '%%%' } }] }],
    ['a text that is no JSON', { ...built, content: [{ attachment: { data: btoa('x') } }] }],
    ['a list', { ...built, content: [{ attachment: { data: btoa('[]') } }] }],
  ])('%s is none', (_, resource) => {
    expect(readLetter(resource)).toBeNull();
  });
});
