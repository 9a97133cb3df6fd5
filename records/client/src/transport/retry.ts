import { routes, type Route, type RouteName } from '@etanche/core-records-protocol';
import type { Environment, RecordsClientOptions, RetryRules } from '../options.ts';
import { RecordsClientError, transientCodes, type RecordsClientErrorCode } from '../records-client-error.ts';

/** Codes after which the request may have been carried out. */
const mayHaveArrived: readonly RecordsClientErrorCode[] = [
  'unreachable',
  'answer_invalid',
  'internal_error',
  'store_unavailable',
];
/** Whether the request of this error may have been carried out. */
export function hasMaybeArrived(error: unknown): boolean {
  return error instanceof RecordsClientError && mayHaveArrived.includes(error.code);
}

/** Codes that the server answers before it checks whether it has already carried out the same request. */
const beforeReplayCheck: readonly RecordsClientErrorCode[] = [
  'unauthenticated',
  'forbidden',
  'too_many_requests',
  'overloaded',
  'vaults_unreachable',
];

/** Routes that use POST because the question is long or secret, and change nothing. */
const questions: readonly RouteName[] = [
  'lookup',
  'cards',
  'storedScopes',
  'syncMembers',
  'recoveryState',
  'keySignInOptions',
];

/** Routes that do nothing at a repetition of what was done, by the ids or keys that they name. */
const repeatable: readonly RouteName[] = ['sendMessage', 'sendPart', 'writeList'];

/**
 * Retries a request after a temporary failure if that is safe: reads, and writes with the same `Idempotency-Key` for
 * all attempts. After `vaults_unreachable` it does not retry, because the caller decides how long to wait. Honours
 * `Retry-After`. If a write may have arrived, its error is thrown even if a later attempt is refused before the server
 * looks for the first one.
 */
export async function withRetries<T>(
  options: Pick<Environment, 'random' | 'sleep'> & Pick<RecordsClientOptions, 'retry'>,
  name: RouteName,
  send: () => Promise<T>,
): Promise<T> {
  let unanswered: RecordsClientError | null = null;
  for (let tried = 1; ; tried++) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof RecordsClientError) || !mayRepeat(name)) throw error;
      if ((isWrite(name) || repeatable.includes(name)) && mayHaveArrived.includes(error.code)) unanswered = error;
      const wait = waitBefore(options.retry, tried, error, options.random(1)[0] ?? 0);
      if (wait === null) throw unanswered !== null && beforeReplayCheck.includes(error.code) ? unanswered : error;
      await options.sleep(wait, new AbortController().signal);
    }
  }
}

function mayRepeat(name: RouteName): boolean {
  const route: Route = routes[name];
  return route.method !== 'POST' || isWrite(name) || questions.includes(name) || repeatable.includes(name);
}

function isWrite(name: RouteName): boolean {
  const route: Route = routes[name];
  return route.idempotent === true;
}

/** Wait in milliseconds; null after a permanent error or the last attempt. */
function waitBefore(rules: RetryRules, tried: number, error: RecordsClientError, draw: number): number | null {
  if (tried >= rules.attempts || !transientCodes.includes(error.code)) return null;
  const asked = (error.problem?.retryAfter ?? 0) * 1000;
  if (asked > rules.longestWaitMs) return null;
  const doubled = Math.min(rules.firstWaitMs * 2 ** (tried - 1), rules.longestWaitMs);
  return Math.max(asked, (doubled * (256 + draw)) / 512);
}
