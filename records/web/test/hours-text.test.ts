import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRanges, writeRanges } from '../page/settings/hours-text.ts';

describe('opening hours as a text', () => {
  test.each([
    ['8:00-12:00, 14:00-19:00', [480, 720, 840, 1140]],
    ['8h-12h30', [480, 750]],
    ['09:15 à 10', [555, 600]],
    ['', []],
  ])('%s is read', (text, minutes) => {
    expect(readRanges(text)?.flatMap(({ from, to }) => [from, to])).toEqual(minutes);
  });

  test.each(['matin', '12:00-8:00', '8:00-25:00', '8:61-9:00', '8:00', '8:00-12:00 14:00-19:00'])(
    '%s is no range',
    (text) => {
      expect(readRanges(text)).toBeNull();
    },
  );

  test('opening hours that were written are read again', () => {
    const range = fc
      .tuple(fc.integer({ min: 0, max: 1438 }), fc.integer({ min: 1, max: 1440 }))
      .filter(([from, to]) => from < to)
      .map(([from, to]) => ({ from, to }));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 4 }), (ranges) => {
        expect(readRanges(writeRanges(ranges))).toEqual(ranges);
      }),
    );
  });
});
