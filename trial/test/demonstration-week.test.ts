import { expect, test } from 'vitest';
import { demonstrationWeek } from '../src/application/practice-settings.ts';

const hours = (today: string) =>
  demonstrationWeek(today).map(
    ({ day, ranges }) => `${day}: ${ranges.map(({ from, to }) => (to - from) / 60).join('+')}`,
  );

test('the demonstration is closed on Sunday and opens on Saturday morning', () => {
  expect(hours('2026-11-30')).toEqual(['1: 4+5', '2: 4+5', '3: 4+5', '4: 4+5', '5: 4+5', '6: 4']);
});

test('a start at a weekend shows a practice at work on that day and the next one', () => {
  expect(hours('2026-11-28').slice(5)).toEqual(['6: 4+5', '7: 4+5']);
});
