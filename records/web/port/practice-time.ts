import { localTime, withOffset } from '../worker/zoned-time.ts';
import { plusDays } from './opening-hours.ts';
import { practiceTimeZone } from './practice-setup.ts';

/** The wall clock of the practice, `YYYY-MM-DDTHH:MM`. @param at ms since 1970 */
export function practiceClock(at: number = Date.now()): string {
  return localTime(at, practiceTimeZone());
}

/** Today in the practice, `YYYY-MM-DD`. */
export function practiceToday(): string {
  return practiceClock().slice(0, 10);
}

/** The last day on which a right may end that is agreed today, `YYYY-MM-DD`: vaults accept 366 days. */
export function latestEnd(): string {
  return plusDays(practiceToday(), 365);
}

/** The last minute of a day of the practice, in ms since 1970. @param day `YYYY-MM-DD` */
export function practiceDayEnd(day: string): number {
  return Date.parse(withPracticeOffset(`${day}T23:59`));
}

/** A wall clock of the practice with its offset, as FHIR requires. */
export function withPracticeOffset(local: string): string {
  return withOffset(local, practiceTimeZone());
}
