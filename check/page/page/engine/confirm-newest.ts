import type { Manifest, Trust } from '@etanche/core-check-protocol';
import { findNewerVersion, timerSleep } from '@etanche/vault-client';
import type { Confirmed } from '../messages.ts';
import { hedgeMs, random, timeoutMs, toFailure } from './ask.ts';
import { PageFailure } from './page-failure.ts';

/** For how long the answer of the vaults serves the further questions of one visit. */
const visitMs = 3_600_000;

/**
 * Resolves when enough vaults answer and none shows a later version whose grace period is over: a host that puts an old
 * index back would otherwise answer *not found* to people who were added since. Within a visit they are asked once.
 *
 * @param confirmed what an earlier question of this visit found
 * @throws PageFailure `outdated`, or as the vaults fail
 */
export async function confirmNewest(
  manifest: Pick<Manifest, 'index' | 'version' | 'keySets'>,
  trust: Trust,
  confirmed: Confirmed | null,
  now: () => number,
): Promise<Confirmed> {
  if (confirmed?.version === manifest.version && Math.abs(now() - confirmed.at) < visitMs) return confirmed;
  const at = now();
  const newer = await findNewerVersion({
    ...{ manifest, trust, random, timeoutMs, hedgeMs, sleep: timerSleep },
    fetch: async (input, init) => fetch(input, init),
  }).catch((error: unknown) => {
    throw toFailure(error);
  });
  if (newer !== null) throw new PageFailure('outdated', 'the site shows an older version', null);
  return { version: manifest.version, at };
}
