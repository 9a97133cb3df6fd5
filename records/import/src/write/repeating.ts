import { DataError, RecordsClientError, type RecordsClientErrorCode } from '@etanche/records-client';
import { VaultClientError } from '@etanche/vault-client';

/** How often a part of an import is repeated after a failure that passes, and the waiting between. Times in milliseconds. */
export type RepeatRules = {
  /** In all, the first one too. */
  readonly attempts: number;
  /** Doubled after each attempt. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** No attempt begins later than this after the first one began. */
  readonly withinMs: number;
};

type Time = { readonly now: () => number; readonly sleep: (milliseconds: number) => Promise<void> };

/** The server restarts, is busy, lost its database or vaults for a moment, or somebody else wrote first. */
const passing: readonly RecordsClientErrorCode[] = [
  'unreachable',
  'store_unavailable',
  'overloaded',
  'too_many_requests',
  'internal_error',
  'vaults_unreachable',
  'vaults_disagree',
  'conflict',
];

/**
 * Repeats work that first reads what the server holds, so that nothing is written twice: after failures that pass, and after
 * a write of which nobody knows whether it was done.
 *
 * @throws the last failure
 */
export async function repeating<T>(rules: RepeatRules, { now, sleep }: Time, work: () => Promise<T>): Promise<T> {
  const last = now() + rules.withinMs;
  let wait = Math.min(rules.firstWaitMs, rules.longestWaitMs);
  for (let tried = 1; ; tried++) {
    try {
      return await work();
    } catch (error) {
      if (!passes(error) || tried >= rules.attempts || now() + wait > last) throw error;
    }
    await sleep(wait);
    wait = Math.min(wait * 2, rules.longestWaitMs);
  }
}

function passes(error: unknown): boolean {
  if (error instanceof DataError) {
    const isUnknown = error.code === 'uncertain' || error.code === 'could_not_check';
    return isUnknown && (error.reason === undefined || error.reason === 'unavailable');
  }
  if (error instanceof VaultClientError) return error.code === 'could_not_check';
  return error instanceof RecordsClientError && passing.includes(error.code);
}
