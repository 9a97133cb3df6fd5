import { expect, test } from 'vitest';
import { alarmBelow } from '../page/watch/alarm-below.ts';

test.each([
  ['below the limit is shown', 390, 94, 94],
  ['above the limit is not shown, since the first refusal raises an alarm before it', 90, 94, null],
  ['at the limit is not shown, since the opening after it is refused', 90, 90, null],
])('a threshold of an alarm %s', (_, limit, alarm, shown) => {
  expect(alarmBelow({ limit, alarm })).toBe(shown);
});
