import { holidayOn } from './holidays.ts';
import { practiceSetup } from './practice-setup.ts';

/** A range of a day in minutes since midnight. */
export type DayRange = { readonly from: number; readonly to: number };

/**
 * The ranges in which the practice is open on a day; a place for an appointment lies within one of them. A public
 * holiday has none.
 */
export function openingHoursOn(date: string): readonly DayRange[] {
  const { weekdays, closures } = practiceSetup().hours;
  if (holidayOn(date) !== null || closures.some(({ from, to }) => from <= date && date <= to)) return [];
  return weekdays.find(({ day }) => day === weekdayOf(date))?.ranges ?? [];
}

export function isOpenOn(date: string): boolean {
  return openingHoursOn(date).length > 0;
}

/** A practice whose hours are empty has no open day: a search ends after this many days. */
const mostDays = 60;

/** The first open days from a day on, at most `count`. A public holiday is not among them. */
export function openDaysFrom(date: string, count: number): readonly string[] {
  const days = Array.from({ length: mostDays }, (_, i) => plusDays(date, i));
  return days.filter(isOpenOn).slice(0, count);
}

/** Places begin at multiples of this many minutes. */
export const stepMinutes = 5;

/** Minutes since midnight of `YYYY-MM-DDTHH:MM`. */
export function minutesOfDay(local: string): number {
  return Number(local.slice(11, 13)) * 60 + Number(local.slice(14, 16));
}

/** `10:05` for 605. */
export function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** The day some days later, `YYYY-MM-DD`. */
export function plusDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Monday is 1, Sunday 7. */
export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}
