import { join } from 'node:path';
import { candidateKeys, stealVault } from '../system/candidate-keys.ts';
import { makeGuesses } from '../system/guesses.ts';
import { guessWithKeys } from '../system/guess-with-keys.ts';
import { loadStolenIndex } from '../system/stolen-index.ts';
import { readManifest } from '../system/read-manifest.ts';
import { ThrowawaySystem } from '../system/throwaway.ts';
import type { ScenarioResult } from '../theft.ts';
import type { CheckContext } from './context.ts';
import { searchForPeople } from './search-for-people.ts';

const checkKeySet = (context: CheckContext): string =>
  context.manifest.keySets.find(({ id }) => id.startsWith('check/'))?.id ?? '';

/** T6: one vault with its seeds, store and logs, plus everything that is public. */
export async function runT6(context: CheckContext): Promise<ScenarioResult> {
  const { system, findable, say, now } = context;
  say(
    'T6  One vault: its files and database are searched, and every person is guessed with the share derived from its seeds',
  );
  const started = now();
  const guessed = await guessWithVaults(context, [1]);
  const stolen = [join(system.directory, 'vaults', 'vault-1'), ...system.stores, system.log];
  const read = await searchForPeople(context, stolen, 'the vault’s directory, its database’s files and its log');
  say('T6  The same attack on a federation of one vault');
  const undefended = await attackSingleVault(context);
  return {
    bound: 0,
    alarmBy: null,
    remarks: [read.remark],
    result: {
      id: 'T6',
      stolen: 'one vault of three: seeds, store, logs',
      tried: `${context.guesses.length} known identities with its share; every spelling in ${(read.bytes / 1e6).toFixed(0)} MB`,
      then: null,
      undefended,
      defended: new Set([...guessed, ...read.persons]).size,
      of: findable.size,
      unit: 'persons',
      alarmAt: null,
      seconds: (now() - started) / 1000,
    },
  };
}

/** T9: the published files and t − 1 vaults. With the defence off, the same program has t vaults. */
export async function runT9(context: CheckContext): Promise<ScenarioResult> {
  const { findable, say, now, trial } = context;
  const { threshold } = trial.federation.federation;
  say('T9  The published files and t − 1 vaults, each vault in turn');
  const started = now();
  const indices = trial.federation.federation.vaults.map(({ index }) => index);
  const found = new Set<number>();
  for (const stolen of subsets(indices, threshold - 1)) {
    for (const person of await guessWithVaults(context, stolen)) found.add(person);
  }
  const undefended = (await guessWithVaults(context, indices.slice(0, threshold))).intersection(findable);
  return {
    bound: 0,
    alarmBy: null,
    remarks: [],
    result: {
      id: 'T9',
      stolen: 'the checker’s files and t − 1 vaults',
      tried: `${context.guesses.length} known identities, with each set of ${threshold - 1} of the ${indices.length} vaults`,
      then: null,
      undefended: undefended.size,
      defended: found.size,
      of: findable.size,
      unit: 'persons',
      alarmAt: null,
      seconds: (now() - started) / 1000,
    },
  };
}

async function guessWithVaults(context: CheckContext, vaults: readonly number[]): Promise<Set<number>> {
  const { system, trial, manifest, guesses, group } = context;
  const stolen = vaults.map((index) => stealVault(join(system.directory, 'vaults', `vault-${index}`)));
  const keys = candidateKeys(group, stolen, checkKeySet(context));
  return guessWithKeys(group, await loadStolenIndex(trial.published, manifest), guesses, keys);
}

/** A federation of 1 of 1, for which T6 is not claimed: the same program must expose everyone. */
async function attackSingleVault(context: CheckContext): Promise<number> {
  await using system = await ThrowawaySystem.make(context.size, { vaults: 1, threshold: 1 }, context.signal);
  const trial = await system.start({});
  await system.stop();
  const manifest = await readManifest(trial.published);
  const guesses = await makeGuesses(manifest, trial.demonstration.people);
  const found = await guessWithVaults({ ...context, system, trial, manifest, guesses }, [1]);
  return found.intersection(context.findable).size;
}

function subsets(items: readonly number[], size: number): number[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, i) => subsets(items.slice(i + 1), size - 1).map((rest) => [item, ...rest]));
}
