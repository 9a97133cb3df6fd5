import { localTime, withOffset } from '../worker/zoned-time.ts';
import { practiceTimeZone } from './practice-setup.ts';

/** The wall clock of the practice, `YYYY-MM-DDTHH:MM`. @param at ms since 1970 */
export function practiceClock(at: number = Date.now()): string {
  return localTime(at, practiceTimeZone());
}

/** Today in the practice, `YYYY-MM-DD`. */
export function practiceToday(): string {
  return practiceClock().slice(0, 10);
}

/** A wall clock of the practice with its offset, as FHIR requires. */
export function withPracticeOffset(local: string): string {
  return withOffset(local, practiceTimeZone());
}
