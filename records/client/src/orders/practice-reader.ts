import { type Chain, bytes32Schema, type Federation } from '@etanche/core-vault-protocol';
import { parseShape, object } from '@etanche/core-wire';
import { fetchPractice, type Practice } from '@etanche/vault-client';
import { vaultAccess, type Memory, type RecordsClientOptions } from '../options.ts';
import { RecordsClientError } from '../records-client-error.ts';
import type { Freeze, PracticeState } from './practice-state.ts';
import { recall, remember } from './read-memory.ts';
import { replayChain } from './replay-chain.ts';

/**
 * Greatest difference between a vault's statement and this clock, in seconds: an older statement might hide later
 * orders.
 */
const oldestSeconds = 600;

const rememberedSchema = object({
  sequence: { type: 'integer', minimum: 0, maximum: 1_000_000 },
  head: bytes32Schema,
});

/** The practice and its trusted genesis and federation, from the keyring, an invitation or the kit's sheets. */
type PracticeTrust = { readonly practice: string; readonly genesis: string; readonly federation: Federation };

export type PracticeReader = {
  /** @param maxAgeMs greatest age of a previous state to return again */
  read(maxAgeMs: number): Promise<PracticeState>;
};

/** Reads the state on which t vaults agree; concurrent calls share one request. */
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
 * Reads the practice as t vaults agree on it and replays its chain from the genesis. Sends no order: `catchUpVaults`,
 * each proposal and the records server send vaults their missing orders.
 *
 * @throws RecordsClientError `server_untrusted` for another genesis, `vaults_disagree` for statements that are too old
 *   or older than one that this device saw; VaultClientError
 */
async function readPractice(
  options: RecordsClientOptions,
  { practice, genesis, federation }: PracticeTrust,
): Promise<PracticeState> {
  const found = await fetchPractice({ ...vaultAccess(options), federation, practice });
  for (const failure of found.behind) options.report?.(failure);
  const readAt = options.environment.now();
  if (found.statements.some(({ time }) => Math.abs(time - readAt / 1000) > oldestSeconds)) {
    throw new RecordsClientError('vaults_disagree', 'the time of a vault’s statement is too far from this clock');
  }
  const chain = replayChain(genesis, found.orders);
  await refuseOlder(options.environment.memory, practice, chain);
  const statuses = new Map(found.members.map(({ member, status }) => [member, status]));
  return { practice, federation, chain, statuses, freezes: activeFreezes(found), readAt };
}

/** The freezes that any vault states: a freeze by the records server reaches the vaults one after the other. */
function activeFreezes({ statements }: Practice): readonly Freeze[] {
  const active = new Map<string, Freeze>();
  for (const { freezes, time, index } of statements) {
    for (const freeze of freezes.filter(({ until }) => until === null || until > time)) {
      active.set(freeze.freeze, { ...freeze, vaults: [...(active.get(freeze.freeze)?.vaults ?? []), index] });
    }
  }
  return Array.from(active.values());
}

/** Rejects an older chain than one that this device saw: all vaults were restored, or an attacker reset them. */
async function refuseOlder(memory: Memory, practice: string, chain: Chain): Promise<void> {
  const key = `etanche/${practice}/chain`;
  const seen = await recall(memory, key, (value) => parseShape(rememberedSchema, value, 'memory'));
  const differs = seen?.sequence === chain.sequence && seen.head !== chain.head;
  if (seen !== null && (chain.sequence < seen.sequence || differs)) {
    throw new RecordsClientError(
      'vaults_disagree',
      `the vaults sign order ${chain.sequence}, which is older than or differs from the one seen before`,
    );
  }
  await remember(memory, key, { sequence: chain.sequence, head: chain.head });
}
