import type { Failure } from '../../port/messages.ts';

/** Shortest pause before a screen asks again by itself, whatever a vault says. */
const shortestMs = 5000;
/** A limit of a day or a month is waited for by no screen. */
const longestMs = 3_600_000;

/**
 * When a screen that a limit refused asks again by itself, once.
 *
 * @param now ms since 1970
 * @returns ms since 1970; null if a person decides
 */
export function retryTime({ code, resetsAt }: Failure, now: number): number | null {
  if (code !== 'quota_reached' || resetsAt === null || resetsAt - now > longestMs) return null;
  return Math.max(resetsAt, now + shortestMs);
}

/**
 * Runs `retry` once at a time, or later, once nobody is disturbed by it.
 *
 * @param at ms since 1970
 * @returns how to stop it
 */
export function retryOnce(at: number, isBusy: () => boolean, retry: () => void): () => void {
  const attempt = (): void => {
    if (isBusy()) timer = setTimeout(attempt, shortestMs);
    else retry();
  };
  let timer = setTimeout(attempt, at - Date.now());
  return () => {
    clearTimeout(timer);
  };
}
