import type { QuotaLimit } from '@etanche/core-vault-protocol';
import { VaultClientError, type VaultFailure } from '@etanche/vault-client';
import { openings } from '../orders/remaining-quotas.ts';
import { orCouldNotCheck } from './could-not-check.ts';
import { DataError } from './data-error.ts';
import type { QuotaReached } from './quota-reached.ts';

type Threshold = { readonly threshold: number; readonly vaults: readonly unknown[] };

const owners = { quota_member: 'member', quota_practice: 'practice', quota_importer: 'importer' } as const;

/**
 * Runs a step that evaluates. A refusal for a quota becomes `quota_reached` with the limit that decides when the same
 * call can succeed, which is `resetsAt`. Other failures are reported as by `orCouldNotCheck`.
 *
 * @param what name of the part of the answer, never a value
 */
export async function orQuotaReached<T>(
  {
    environment,
    practice,
  }: { readonly environment: { readonly now: () => number }; readonly practice: { readonly federation: Threshold } },
  what: string,
  step: () => Promise<T>,
): Promise<T> {
  return orCouldNotCheck(what, async () => {
    try {
      return await step();
    } catch (error) {
      const quota = error instanceof VaultClientError ? quotaOf(error, practice.federation, environment.now()) : null;
      if (quota === null || !(error instanceof VaultClientError)) throw error;
      const { retryAfterSeconds } = error;
      throw new DataError('quota_reached', quotaText(quota), {
        cause: error,
        quota,
        ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      });
    }
  });
}

/**
 * The decisive quota of a failed evaluation; null if no vault refused for a quota. A quota counts even if other vaults
 * did not answer, because waiting for its reset helps.
 */
export function quotaOf(
  { failures, retryAfterSeconds }: Pick<VaultClientError, 'failures' | 'retryAfterSeconds'>,
  { vaults, threshold }: Threshold,
  now: number,
): QuotaReached | null {
  const refusals = failures.filter(({ code }) => code in owners);
  const wait = (failure: VaultFailure): number => failure.retryAfterSeconds ?? Infinity;
  const decisive =
    refusals.find((failure) => failure.retryAfterSeconds === retryAfterSeconds) ??
    refusals.toSorted((a, b) => wait(b) - wait(a))[0];
  if (decisive === undefined) return null;
  const of = owners[decisive.code as keyof typeof owners];
  const { kind, window } = decisive.limit ?? { kind: null, window: null };
  const named = refusals.flatMap(({ limit }) => (limit?.kind === kind && limit.window === window ? [limit.most] : []));
  const lowest = named.length === 0 ? null : Math.min(...named);
  const limit = lowest === null || of === 'importer' ? lowest : openings(Array(vaults.length).fill(lowest), threshold);
  const resetsAt = retryAfterSeconds === undefined ? null : now + retryAfterSeconds * 1000;
  return { of, kind, window, limit, resetsAt };
}

const countedObjects: Readonly<Record<QuotaLimit['kind'], string>> = {
  scope: 'opened files',
  search: 'searches',
  agenda: 'opened days of the agenda',
  inbox: 'opened messages',
  emergency: 'emergency openings and searches',
  people: 'people who may have been shown',
};
const windows: Readonly<Record<QuotaLimit['window'], string>> = {
  burst: 'at once',
  minute: 'in one minute',
  day: 'in 24 hours',
  month: 'in 30 days',
  total: 'for the whole import',
};
const whose: Readonly<Record<QuotaReached['of'], string>> = {
  member: 'this member',
  practice: 'all members of the practice together',
  importer: 'this importer',
};

/** One English sentence about the limit, with the time of the reset in UTC. */
export function quotaText({ of, kind, window, limit, resetsAt }: QuotaReached): string {
  const count = limit === null ? '' : ` of ${limit}`;
  const named =
    kind === null || window === null ? 'a limit' : `the limit${count} ${countedObjects[kind]} ${windows[window]}`;
  const reset =
    resetsAt === null
      ? 'waiting does not lift it'
      : `the next is possible from ${new Date(resetsAt).toISOString().slice(0, 19)}Z`;
  return `${named} is reached for ${whose[of]}; ${reset}`;
}
