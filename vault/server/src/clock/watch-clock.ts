import type { GuardedClock } from './guarded-clock.ts';

/** Beyond this, requests signed by the right time would soon be refused (`limits.requestAgeSeconds`). */
const tolerableMs = 60_000;

/** Tells, once each time, that the machine's wall clock has left the time that the vault counts by, or came back. */
export function watchClock(clock: GuardedClock, report: (finding: 'clock_stepped' | 'clock_back') => void): () => void {
  let away = false;
  return () => {
    const isAway = Math.abs(clock.offset) > tolerableMs;
    if (isAway !== away) report(isAway ? 'clock_stepped' : 'clock_back');
    away = isAway;
  };
}
