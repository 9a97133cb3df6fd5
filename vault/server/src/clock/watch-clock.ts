import type { GuardedClock } from './guarded-clock.ts';

/** Beyond this, requests signed at the correct time would soon be refused (`limits.requestAgeSeconds`). */
const tolerableMs = 60_000;

/**
 * Reports, once per change, that the machine's wall clock has moved away from the vault's time or has returned to it.
 */
export function watchClock(clock: GuardedClock, report: (finding: 'clock_stepped' | 'clock_back') => void): () => void {
  let away = false;
  return () => {
    const isAway = Math.abs(clock.offset) > tolerableMs;
    if (isAway !== away) report(isAway ? 'clock_stepped' : 'clock_back');
    away = isAway;
  };
}
