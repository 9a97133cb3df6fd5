import { type Chain, bytes32Schema, type Federation } from '@etanche/core-vault-protocol';
import { parseShape, object } from '@etanche/core-wire';
import { fetchPractice, type Practice } from '@etanche/vault-client';
import { vaultAccess, type Memory, type RecordsClientOptions } from '../options.ts';
import { RecordsClientError } from '../records-client-error.ts';
import type { Freeze, PracticeState } from './practice-state.ts';
import { recall, remember } from './read-memory.ts';
import { replayChain } from './replay-chain.ts';

/** How far a vault's statement may lie from our clock, in seconds: an older one might hide what came since. */
const oldestSeconds = 600;

const rememberedSchema = object({
  sequence: { type: 'integer', minimum: 0, maximum: 1_000_000 },
  head: bytes32Schema,
});

/** Who asks, and what it trusts: all three from the keyring, an invitation or the kit's sheets. */
export type PracticeTrust = { readonly practice: string; readonly genesis: string; readonly federation: Federation };

export type PracticeReader = {
  /** @param maxAgeMs an answer as young as that is given again */
  read(maxAgeMs: number): Promise<PracticeState>;
};

/** Reads what t vaults agree on; several who ask at once share one reading. */
export function createPracticeReader(options: RecordsClientOptions, trust: PracticeTrust): PracticeReader {
  let last: PracticeState | null = null;
  let reading: Promise<PracticeState> | null = null;
  return {
    read: async (maxAgeMs) => {
      if (last !== null && options.environment.now() - last.readAt < maxAgeMs) return last;
      reading ??= readPractice(options, trust)
        .then((state) => (last = state))
        .finally(() => {
          reading = null;
        });
      return reading;
    },
  };
}

/**
 * The practice as t vaults agree on it, its chain replayed from the genesis. Only reads: `catchUpVaults` sends vaults that
 * lag their missing orders, as every proposal and the records server do.
 *
 * @throws RecordsClientError `server_untrusted` for another genesis, `vaults_disagree` for statements that are too old or
 *   behind what this device has seen; VaultClientError
 */
export async function readPractice(
  options: RecordsClientOptions,
  { practice, genesis, federation }: PracticeTrust,
): Promise<PracticeState> {
  const found = await fetchPractice({ ...vaultAccess(options), federation, practice });
  for (const failure of found.behind) options.report?.(failure);
  const readAt = options.environment.now();
  if (found.statements.some(({ time }) => Math.abs(time - readAt / 1000) > oldestSeconds)) {
    throw new RecordsClientError('vaults_disagree', 'a vault signed its statement at another time than now');
  }
  const chain = replayChain(genesis, found.orders);
  await refuseOlder(options.environment.memory, practice, chain);
  const statuses = new Map(found.members.map(({ member, status }) => [member, status]));
  return { practice, federation, chain, statuses, freezes: activeFreezes(found), readAt };
}

/** A freeze by the records server reaches one vault after the other: those that any of the vaults knows. */
function activeFreezes({ statements }: Practice): readonly Freeze[] {
  const standing = new Map<string, Freeze>();
  for (const { freezes, time, index } of statements) {
    for (const freeze of freezes.filter(({ until }) => until === null || until > time)) {
      standing.set(freeze.freeze, { ...freeze, vaults: [...(standing.get(freeze.freeze)?.vaults ?? []), index] });
    }
  }
  return Array.from(standing.values());
}

/** Vaults that were all restored, or that a thief turned back, sign an older head than one that this device has seen. */
async function refuseOlder(memory: Memory, practice: string, chain: Chain): Promise<void> {
  const key = `etanche/${practice}/chain`;
  const seen = await recall(memory, key, (value) => parseShape(rememberedSchema, value, 'memory'));
  const differs = seen?.sequence === chain.sequence && seen.head !== chain.head;
  if (seen !== null && (chain.sequence < seen.sequence || differs)) {
    throw new RecordsClientError(
      'vaults_disagree',
      `the vaults sign order ${chain.sequence}, not what was seen before`,
    );
  }
  await remember(memory, key, { sequence: chain.sequence, head: chain.head });
}
