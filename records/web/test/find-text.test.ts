import { describe, expect, test } from 'vitest';
import { findOnPage } from '../reader/find-text.ts';

const line = (text: string) => ({ text, endsLine: true });
const part = (text: string) => ({ text, endsLine: false });

describe('a search in a PDF', () => {
  test('finds a text in any case and without accents, and says which letters of which part', () => {
    const matches = findOnPage(3, [part('Signe de '), line('DÉCOMPENSATION')], 'compens');
    expect(matches).toEqual([{ page: 3, first: 1, last: 1, from: 2 / 14, to: expect.closeTo(9 / 14) as number }]);
  });

  test('finds a text that goes over parts and over a line', () => {
    const [match] = findOnPage(1, [part('hyper'), line('tension'), line('artérielle')], 'hypertension arter');
    expect(match).toMatchObject({ first: 0, last: 2, from: 0, to: 0.5 });
  });

  test('finds each place once, and none inside of another one', () => {
    expect(findOnPage(1, [line('aaaa')], 'aa')).toHaveLength(2);
    expect(findOnPage(1, [line('Na 140, Na 139')], 'na')).toHaveLength(2);
  });

  test.each(['', '   ', 'potassium'])('finds nothing for %j', (wanted) => {
    expect(findOnPage(1, [line('Sodium 140 mmol/L'), line('')], wanted)).toEqual([]);
  });

  test('finds a text that the author wrote with ligatures', () => {
    expect(findOnPage(1, [line('coe\uFB03cient')], 'coefficient')).toHaveLength(1);
  });
});
