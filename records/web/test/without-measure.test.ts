import { describe, expect, test } from 'vitest';
import { withoutMeasure } from '../page/visit/without-measure.ts';

describe('the text of an examination', () => {
  test.each([
    ['fc 72 ', 'fc 72', '', 'the only words'],
    ['Bien. ta 13/8 ', 'ta 13/8', 'Bien.', 'the last words'],
    ['fc 72 sat 97', 'fc 72', 'sat 97', 'the first words'],
    ['Bien. fc 72 sat 97', 'fc 72', 'Bien. sat 97', 'words in the middle'],
    ['Bien.\nfc 72 \nCalme', 'fc 72', 'Bien.\n\nCalme', 'a line of its own'],
    ['Bien.', 'fc 72', 'Bien.', 'words that the doctor has deleted'],
  ])('loses a kept measurement: %j without %j is %j (%s)', (text, words, left) => {
    expect(withoutMeasure(text, words, text.length)).toEqual({ text: left, caret: left.length });
  });

  test('leaves the caret where the doctor types', () => {
    expect(withoutMeasure('Bien. fc 72 sat 9', 'fc 72', 4).caret).toBe(4);
    expect(withoutMeasure('Bien. fc 72 sat 97', 'fc 72', 14)).toEqual({ text: 'Bien. sat 97', caret: 8 });
  });
});
