import { openDaysFrom } from '../port/opening-hours.ts';
import { expect, test } from 'vitest';
import { holidayOn } from '../port/holidays.ts';

test.each([
  ['2026-01-01', 'new_year'],
  ['2026-04-06', 'easter_monday'],
  ['2026-05-14', 'ascension'],
  ['2026-05-25', 'whit_monday'],
  ['2026-12-25', 'christmas'],
  ['2025-04-21', 'easter_monday'],
  // 8 May 2008 was the Ascension too, and is named by its date.
  ['2008-05-08', 'victory_1945'],
  ['2008-03-24', 'easter_monday'],
  ['2011-04-25', 'easter_monday'],
  ['2038-04-26', 'easter_monday'],
])('%s is a holiday: %s', (date, holiday) => {
  expect(holidayOn(date)).toBe(holiday);
});

test.each(['2026-11-26', '2026-04-05', '2026-05-15', '2026-02-28'])('%s is none', (date) => {
  expect(holidayOn(date)).toBeNull();
});

test('each year has eleven holidays, or ten when two fall on one day', () => {
  for (let year = 1990; year < 2100; year++) {
    const days = Array.from({ length: 366 }, (_, i) => new Date(Date.UTC(year, 0, 1 + i)).toISOString().slice(0, 10));
    const holidays = days.filter((date) => date.startsWith(`${year}`) && holidayOn(date) !== null);
    expect([10, 11]).toContain(holidays.length);
  }
});

test('the days that are proposed for a next appointment skip weekends and public holidays', () => {
  expect(openDaysFrom('2026-12-28', 5)).toEqual(['2026-12-28', '2026-12-29', '2026-12-30', '2026-12-31', '2027-01-04']);
});
