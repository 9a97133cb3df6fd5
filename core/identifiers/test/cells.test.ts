import { describe, expect, test } from 'vitest';
import { parseEmail, parsePhone, splitEmails, splitPhones } from '../src/index.ts';

describe('splitPhones', () => {
  test.each([
    '06 12 34 56 78 / 01 23 45 67 89',
    '06.12.34.56.78 ; 01.23.45.67.89',
    '0612345678,0123456789',
    '0612345678 0123456789',
    '06 12 34 56 78 01 23 45 67 89',
    '06 12 34 56 78 - 01 23 45 67 89',
    '0612345678|0123456789',
    '06 12 34 56 78\n01 23 45 67 89',
    'Port. : 06 12 34 56 78, bureau : 01 23 45 67 89',
    '06 12 34 56 78 (mère) ou +33 1 23 45 67 89 (père)',
    '+33 (0)6 12 34 56 78 et 00 33 1 23 45 67 89',
    '06/12/34/56/78; 01/23/45/67/89',
  ])('finds both numbers in "%s"', (cell) => {
    const numbers = splitPhones(cell).map((text) => parsePhone(text, 'FR'));
    expect(numbers).toEqual([
      { ok: true, value: '+33612345678' },
      { ok: true, value: '+33123456789' },
    ]);
  });

  test.each(['06 12 34 56 78', '06/12/34/56/78', '06,12,34,56,78', '+33 (0)6-12-34-56-78', '(06) 12 34 56 78'])(
    'does not split the single number "%s"',
    (cell) => {
      expect(splitPhones(cell).map((text) => parsePhone(text, 'FR'))).toEqual([{ ok: true, value: '+33612345678' }]);
    },
  );

  test.each(['inconnu', 'néant', '-', '06 12 34 56 78 / 79', 'O612345678', '06123456780123456789', '?'.repeat(2000)])(
    'passes "%s" on for the parser to reject',
    (cell) => {
      const numbers = splitPhones(cell).map((text) => parsePhone(text, 'FR').ok);
      expect(numbers).toEqual([false]);
    },
  );

  test.each(['', '  ', '\n'])('returns no piece for a blank cell', (cell) => {
    expect(splitPhones(cell)).toEqual([]);
  });
});

describe('splitEmails', () => {
  test.each([
    'a@example.fr; b@example.fr',
    'a@example.fr,b@example.fr',
    'a@example.fr b@example.fr',
    'a@example.fr / b@example.fr',
    'a@example.fr/b@example.fr',
    'a@example.fr ou b@example.fr',
    'Jeanne A <a@example.fr>; "B" <b@example.fr>',
    'a@example.fr\nb@example.fr',
  ])('finds both addresses in "%s"', (cell) => {
    expect(splitEmails(cell).map(parseEmail)).toEqual([
      { ok: true, value: 'a@example.fr' },
      { ok: true, value: 'b@example.fr' },
    ]);
  });

  test('does not split at a slash before the @', () => {
    expect(splitEmails('a/b@example.fr')).toEqual(['a/b@example.fr']);
  });

  test.each(['jean dupont@example.fr', 'aucun', 'jean @example.fr', 'a@example.fr b', ';;', 'x'.repeat(3000)])(
    'passes "%s" on for the parser to reject',
    (cell) => {
      expect(splitEmails(cell).map((text) => parseEmail(text).ok)).toEqual([false]);
    },
  );

  test.each(['', ' ', '\t\n'])('returns no piece for a blank cell', (cell) => {
    expect(splitEmails(cell)).toEqual([]);
  });
});
