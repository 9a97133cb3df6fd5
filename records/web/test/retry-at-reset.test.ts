import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { retryOnce, retryTime } from '../page/elements/retry-at-reset.ts';

const now = Date.UTC(2026, 10, 30, 9);
const refused = { code: 'quota_reached', reason: null, resetsAt: now + 12_000, limit: 20, issues: [] };

beforeEach(() => vi.useFakeTimers({ now }));
afterEach(() => vi.useRealTimers());

test('a limit of a minute is asked again when it resets, and not before', () => {
  expect(retryTime(refused, now)).toBe(now + 12_000);
});

test('a reset that is over or very near waits for the shortest pause, so that no screen asks without end', () => {
  for (const resetsAt of [now - 60_000, now, now + 1])
    expect(retryTime({ ...refused, resetsAt }, now)).toBe(now + 5000);
});

test('a limit of a day, one that waiting does not lift and any other error wait for a person', () => {
  expect(retryTime({ ...refused, resetsAt: now + 24 * 3_600_000 }, now)).toBeNull();
  // 30 days are more than a timer of a browser can count.
  expect(retryTime({ ...refused, resetsAt: now + 30 * 24 * 3_600_000 }, now)).toBeNull();
  expect(retryTime({ ...refused, resetsAt: null }, now)).toBeNull();
  expect(retryTime({ ...refused, code: 'could_not_check' }, now)).toBeNull();
});

test('a retry runs once', () => {
  const retry = vi.fn();
  retryOnce(now + 12_000, () => false, retry);
  vi.advanceTimersByTime(11_999);
  expect(retry).not.toHaveBeenCalled();
  vi.advanceTimersByTime(600_000);
  expect(retry).toHaveBeenCalledTimes(1);
});

test('a retry waits for somebody who writes, and for a screen that nobody sees', () => {
  const retry = vi.fn();
  let isBusy = true;
  retryOnce(now + 12_000, () => isBusy, retry);
  vi.advanceTimersByTime(60_000);
  expect(retry).not.toHaveBeenCalled();
  isBusy = false;
  vi.advanceTimersByTime(5000);
  expect(retry).toHaveBeenCalledTimes(1);
});

test('a screen that has gone asks nothing', () => {
  const retry = vi.fn();
  const stop = retryOnce(now + 12_000, () => true, retry);
  vi.advanceTimersByTime(20_000);
  stop();
  vi.advanceTimersByTime(600_000);
  expect(retry).not.toHaveBeenCalled();
});
