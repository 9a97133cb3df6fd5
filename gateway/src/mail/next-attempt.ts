import type { MailAttempts } from '@etanche/records-fhir';
import type { RetryConfig } from '../config/gateway-config.ts';

/**
 * Counts an attempt that is about to be made, and says when the next one may be.
 *
 * @param now milliseconds since 1970
 */
export function nextAttempt(
  before: MailAttempts | null,
  { firstSeconds, longestSeconds }: RetryConfig,
  now: number,
): MailAttempts {
  const count = (before?.count ?? 0) + 1;
  // 2^20 pauses are above every longest one.
  const pauseMs = Math.min(longestSeconds, firstSeconds * 2 ** Math.min(count - 1, 20)) * 1000;
  const first = before?.first ?? new Date(now).toISOString();
  return { count, first, next: new Date(now + pauseMs).toISOString() };
}

/** Whether a mail may be sent now: no attempt was made, or the pause after the last one is over. */
export function isDue(attempts: MailAttempts | null, now: number): boolean {
  return attempts === null || Date.parse(attempts.next) <= now;
}

/** Whether an attempt is the last one. */
export function isLast({ first }: MailAttempts, { giveUpHours }: RetryConfig, now: number): boolean {
  return now - Date.parse(first) >= giveUpHours * 3_600_000;
}
