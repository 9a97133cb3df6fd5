import { describe, expect, test } from 'vitest';
import { typeset } from '../src/typeset.ts';

describe('French text', () => {
  test.each([
    ['3 alertes réglées', '3\u00a0alertes réglées'],
    ['12 345 personnes', '12\u00a0345\u00a0personnes'],
    ['Tout est normal ?', 'Tout est normal\u00a0?'],
  ])('%s keeps together what belongs together', (text, set) => {
    expect(typeset(text, 'fr').replace(/\u202f/g, '\u00a0')).toBe(set);
  });

  test.each(['AB32 3CDE 77QW 2XYZ', 'ZZZ2 2ABC'])('the fingerprint %s is unchanged', (print) => {
    expect(typeset(print, 'fr')).toBe(print);
  });
});

test('English text is unchanged but for the word e-mail', () => {
  expect(typeset('3 alarms: an e-mail?', 'en')).toBe('3 alarms: an e\u2011mail?');
});
