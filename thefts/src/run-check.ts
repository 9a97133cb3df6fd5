import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { runT6, runT9 } from './check/t06-t09-vaults.ts';
import { runT8 } from './check/t08-checkers-files.ts';
import { runT10 } from './check/t10-stranger.ts';
import { runT11 } from './check/t11-logs.ts';
import type { CheckContext } from './check/context.ts';
import { findable, makeGuesses } from './system/guesses.ts';
import { readManifest } from './system/read-manifest.ts';
import { random, ThrowawaySystem, twoOfThree, type Size } from './system/throwaway.ts';
import type { ScenarioResult } from './theft.ts';

export type RunCheckOptions = {
  readonly size: Size;
  /** Seconds spent on reversing the fingerprints of 2021. */
  readonly searchSeconds: number;
  readonly say: (what: string) => void;
  /** Called after each scenario. */
  readonly played: (played: ScenarioResult) => void;
};

/** Creates a disposable system of Check with a demonstration leak, runs every known attack on it, and deletes it. */
export async function runCheck({ size, searchSeconds, say, played }: RunCheckOptions): Promise<ScenarioResult[]> {
  say(`A disposable system: three vaults with threshold two, a leak of ${size.people} people, its index, its page`);
  await using system = await ThrowawaySystem.make(size, twoOfThree, () => undefined);
  const trial = await system.start({});
  const manifest = await readManifest(trial.published);
  say('The attacker stretches the identities they already know: NIR and birth date of every person');
  const context: CheckContext = {
    ...{ size, system, trial, manifest, searchSeconds, random, say },
    guesses: await makeGuesses(manifest, trial.demonstration.people),
    findable: findable(trial.demonstration.truth),
    group: await loadSodiumGroup(),
    now: () => performance.now(),
  };
  const results: ScenarioResult[] = [];
  const report = (more: readonly ScenarioResult[]): void => {
    for (const each of more) played(each);
    results.push(...more);
  };
  // T11 runs first, before T10's day of lookups fills the logs.
  report([await runT11(context)]);
  report([await runT6(context)]);
  report([await runT8(context)]);
  report([await runT9(context)]);
  report(await runT10(context));
  return results;
}
