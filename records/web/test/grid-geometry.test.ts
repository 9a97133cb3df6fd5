import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closedRanges, firstMinute, lanesOf, lastMinute, minuteAt, topOf } from '../page/agenda/grid-geometry.ts';

type Range = { readonly from: number; readonly to: number };

const ranges = fc
  .array(fc.tuple(fc.integer({ min: 480, max: 1100 }), fc.integer({ min: 5, max: 120 })), { maxLength: 20 })
  .map((drawn) => drawn.map(([from, length]): Range => ({ from, to: from + length })).sort((a, b) => a.from - b.from));

describe('the lanes of a day', () => {
  test('never put two entries that overlap in one lane', () => {
    fc.assert(
      fc.property(ranges, (sorted) => {
        const lanes = lanesOf(sorted);
        const overlapping = sorted.flatMap((one) =>
          sorted
            .filter((other) => one !== other && one.from < other.to && other.from < one.to)
            .map((other) => [lanes.get(one)?.lane, lanes.get(other)?.lane]),
        );
        expect(overlapping.filter(([one, other]) => one === other)).toEqual([]);
      }),
    );
  });

  test('use the whole width where nothing overlaps', () => {
    const sorted = [
      { from: 480, to: 500 },
      { from: 500, to: 520 },
    ];
    expect([...lanesOf(sorted).values()]).toEqual([
      { lane: 0, lanes: 1 },
      { lane: 0, lanes: 1 },
    ]);
  });
});

test('a height of the grid is the minute that was drawn there, to five minutes', () => {
  fc.assert(
    fc.property(fc.integer({ min: firstMinute / 5, max: lastMinute / 5 }), (step) => {
      expect(minuteAt(topOf(step * 5))).toBe(step * 5);
    }),
  );
});

test('a closed day has no open range, and a working day a pause', () => {
  expect(closedRanges('2026-11-26', false)).toEqual([{ from: firstMinute, to: lastMinute, isPause: false }]);
  expect(closedRanges('2026-11-26', true).filter(({ isPause }) => isPause)).toEqual([
    { from: 720, to: 840, isPause: true },
  ]);
});
