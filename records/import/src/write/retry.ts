import {
  DataError,
  RecordsClientError,
  transientCodes,
  type RecordsClientErrorCode,
  type RetryRules,
} from '@etanche/records-client';
import { VaultClientError } from '@etanche/vault-client';

/** How often a task of an import is repeated after a temporary failure. The wait is doubled after each attempt. */
export type ImportRetryRules = RetryRules & {
  /** No attempt begins later than this after the first one, in milliseconds. */
  readonly withinMs: number;
};

type Time = { readonly now: () => number; readonly sleep: (milliseconds: number) => Promise<void> };

/** A task reads the server's state first, so it can also be repeated after these failures, unlike a single request. */
const retriedCodes: readonly RecordsClientErrorCode[] = [
  ...transientCodes,
  'internal_error',
  'vaults_unreachable',
  'vaults_disagree',
  'conflict',
];

/**
 * Repeats a task after temporary failures, and after a write whose outcome is unknown. The task must first read which
 * records the server has, so that it writes nothing twice.
 *
 * @throws the last failure
 */
export async function retryTransient<T>(
  rules: ImportRetryRules,
  { now, sleep }: Time,
  task: () => Promise<T>,
): Promise<T> {
  const last = now() + rules.withinMs;
  let wait = Math.min(rules.firstWaitMs, rules.longestWaitMs);
  for (let attempt = 1; ; attempt++) {
    try {
      return await task();
    } catch (error) {
      if (!isTransient(error) || attempt >= rules.attempts || now() + wait > last) throw error;
    }
    await sleep(wait);
    wait = Math.min(wait * 2, rules.longestWaitMs);
  }
}

function isTransient(error: unknown): boolean {
  if (error instanceof DataError) {
    const isUnknown = error.code === 'uncertain' || error.code === 'could_not_check';
    return isUnknown && (error.reason === undefined || error.reason === 'unavailable');
  }
  if (error instanceof VaultClientError) return error.code === 'could_not_check';
  return error instanceof RecordsClientError && retriedCodes.includes(error.code);
}
