import { plusDays, weekdayOf } from '../../port/opening-hours.ts';

export type AgendaView = 'day' | 'week' | 'month';

/** The Monday of a day's week. */
export function mondayOf(date: string): string {
  return plusDays(date, 1 - weekdayOf(date));
}

/** The seven days of a week, from its Monday on. */
export function weekOf(date: string): readonly string[] {
  const monday = mondayOf(date);
  return Array.from({ length: 7 }, (_, i) => plusDays(monday, i));
}

/** The weeks that a month touches, each with seven days. */
export function weeksOfMonth(date: string): readonly (readonly string[])[] {
  const weeks: (readonly string[])[] = [];
  const month = date.slice(0, 7);
  for (let monday = mondayOf(`${month}-01`); monday.slice(0, 7) <= month; monday = plusDays(monday, 7))
    weeks.push(weekOf(monday));
  return weeks;
}

/** The same day some months later; the last day of a shorter month. */
export function monthLater(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0));
  last.setUTCDate(Math.min(day, last.getUTCDate()));
  return last.toISOString().slice(0, 10);
}
