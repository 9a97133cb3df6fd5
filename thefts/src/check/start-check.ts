import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { findable, makeGuesses } from '../system/guesses.ts';
import { readManifest } from '../system/read-manifest.ts';
import { random, ThrowawaySystem, twoOfThree, type Size } from '../system/throwaway.ts';
import type { CheckContext } from './context.ts';

export type CheckOptions = {
  readonly size: Size;
  /** Seconds spent on reversing the fingerprints of 2021. */
  readonly searchSeconds: number;
  readonly say: (what: string) => void;
  /** Aborted to end the run early: everything is deleted. */
  readonly signal: AbortSignal;
};

/** Creates a disposable system of Check with a demonstration leak, for all attacks on it; deleted when disposed. */
export async function startCheck(options: CheckOptions): Promise<CheckContext & AsyncDisposable> {
  const { size, searchSeconds, say, signal } = options;
  await using building = new AsyncDisposableStack();
  say(`A disposable system: three vaults with threshold two, a leak of ${size.people} people, its index, its page`);
  const system = building.use(await ThrowawaySystem.make(size, twoOfThree, signal));
  const trial = await system.start({});
  const manifest = await readManifest(trial.published);
  say('The attacker stretches the identities they already know: NIR and birth date of every person');
  const guesses = await makeGuesses(manifest, trial.demonstration.people);
  const group = await loadSodiumGroup();
  const running = building.move();
  return {
    ...{ size, system, trial, manifest, searchSeconds, random, say, signal, guesses, group },
    findable: findable(trial.demonstration.truth),
    now: () => performance.now(),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
