import type { Manifest, Trust } from '@etanche/core-protocol';
import { findNewerVersion, timerSleep } from '@etanche/vault-client';
import { hedgeMs, random, timeoutMs, toFailure } from './ask.ts';
import { PageFailure } from './page-failure.ts';

/**
 * Resolves when enough vaults answer and none shows a later version whose grace period is over: a host that puts an old
 * index back would otherwise answer *not found* to people who were added since.
 *
 * @throws PageFailure `outdated`, or as the vaults fail
 */
export async function requireNewest(manifest: Manifest, trust: Trust): Promise<void> {
  const newer = await findNewerVersion({
    ...{ manifest, trust, random, timeoutMs, settleMs: hedgeMs, sleep: timerSleep },
    fetch: async (input, init) => fetch(input, init),
  }).catch((error: unknown) => {
    throw toFailure(error);
  });
  if (newer !== null) throw new PageFailure('outdated', 'the site shows an older version', null);
}
