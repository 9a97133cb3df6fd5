import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mondayOf, monthLater, weekOf, weeksOfMonth } from '../page/agenda/calendar-days.ts';

const day = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

test('a week begins on Monday and contains the day', () => {
  expect(weekOf('2026-11-26')).toEqual([
    ...['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29'],
  ]);
  fc.assert(
    fc.property(day, (date) => {
      expect(weekOf(date)).toContain(date);
      expect(new Date(mondayOf(date)).getUTCDay()).toBe(1);
    }),
  );
});

test('a month shows each of its days once, in whole weeks', () => {
  fc.assert(
    fc.property(day, (date) => {
      const days = weeksOfMonth(date).flat();
      const ofMonth = days.filter((one) => one.startsWith(date.slice(0, 7)));
      expect(new Set(days).size).toBe(days.length);
      expect(ofMonth[0]?.slice(8)).toBe('01');
      expect(ofMonth.at(-1)).toBe(
        new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0)).toISOString().slice(0, 10),
      );
      expect(days.length % 7).toBe(0);
    }),
  );
});

test('the same day of another month is the last one where the month is shorter', () => {
  expect(monthLater('2026-01-31', 1)).toBe('2026-02-28');
  expect(monthLater('2026-12-15', 1)).toBe('2027-01-15');
  expect(monthLater('2026-03-30', -1)).toBe('2026-02-28');
});
