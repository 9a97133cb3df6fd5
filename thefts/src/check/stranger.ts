import { createHash } from 'node:crypto';
import { solveWork } from '@etanche/core-vault-protocol';
import { createVaultClient, timerSleep, VaultClientError } from '@etanche/vault-client';
import { fetchFrom } from '../system/fetch-from.ts';
import type { StolenIndex } from '../system/stolen-index.ts';
import type { CheckContext } from './context.ts';

const sha256 = (message: Uint8Array) => Uint8Array.from(createHash('sha256').update(message).digest());

export type LookupRun = {
  /** Persons whose entry the attacker opened. */
  readonly persons: Set<number>;
  readonly lookups: number;
  readonly refusals: number;
  /** Hours of the system's clock that the attack took. */
  readonly hours: number;
};

/**
 * An attacker with a list of people queries them as fast as the vaults allow, from each address in turn, for this many
 * hours. They act like the page, solve every proof of work, and when refused everywhere wait as long as the vaults say.
 * Files are public: entries are opened offline.
 */
export async function askInALoop(
  context: CheckContext,
  index: StolenIndex,
  addresses: readonly string[],
  hours: number,
): Promise<LookupRun> {
  const clients = addresses.map((address) => anonymousClient(context, address));
  const { clock } = context.system;
  const [started, until] = [clock.now(), clock.now() + hours * 3_600_000];
  const run = { persons: new Set<number>(), lookups: 0, refusals: 0, hours: 0 };
  const waiting = [...context.guesses];
  while (waiting.length > 0 && clock.now() < until) {
    let served = false;
    let wait = Infinity;
    for (const client of clients) {
      const [guess] = waiting;
      if (guess === undefined) break;
      try {
        const outputs = await client.evaluate(guess.terms);
        waiting.shift();
        run.lookups++;
        served = true;
        // A person outside the leak may open the entry of a relative with the same number; this exposes no additional
        // person.
        const counts = context.findable.has(guess.person);
        for (const y of outputs) if (counts && (await index.opens(y))) run.persons.add(guess.person);
      } catch (error) {
        if (!(error instanceof VaultClientError)) throw error;
        run.refusals++;
        wait = Math.min(wait, error.retryAfterSeconds ?? 60);
      }
    }
    if (!served) clock.advance(Math.max(1, wait) * 1000);
  }
  run.hours = (clock.now() - started) / 3_600_000;
  return run;
}

function anonymousClient({ manifest, group, random, now }: CheckContext, address: string) {
  const keySet = manifest.keySets.find(({ id }) => id.startsWith('check/'));
  if (keySet === undefined) throw new Error('the index has no key set for anonymous callers');
  return createVaultClient({
    ...{ keySet, group, random, now, sleep: timerSleep, hedgeMs: null, timeoutMs: 30_000 },
    fetch: fetchFrom(address),
    work: {
      maxBits: 32,
      solve: async (request, challenge, bits) => Promise.resolve(solveWork(request, challenge, bits, sha256)),
    },
  });
}
