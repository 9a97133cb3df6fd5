import type { CheckContext } from './check/context.ts';
import { startCheck, type CheckOptions } from './check/start-check.ts';
import { runT6, runT9 } from './check/t06-t09-vaults.ts';
import { runT8 } from './check/t08-checkers-files.ts';
import { runT10 } from './check/t10-stranger.ts';
import { runT11 } from './check/t11-logs.ts';
import { runScenarios } from './run-scenarios.ts';
import type { ScenarioResult } from './theft.ts';

type RunCheckOptions = CheckOptions & {
  /** Called after each scenario. */
  readonly played: (played: ScenarioResult) => void;
};

/** Creates a disposable system of Check with a demonstration leak, runs every known attack on it, and deletes it. */
export async function runCheck({ played, ...options }: RunCheckOptions): Promise<ScenarioResult[]> {
  await using context = await startCheck(options);
  const one = (run: (given: CheckContext) => Promise<ScenarioResult>) => async (given: CheckContext) => [
    await run(given),
  ];
  // T11 runs first, before T10's day of lookups fills the logs.
  return await runScenarios(context, [one(runT11), one(runT6), one(runT8), one(runT9), runT10], played);
}
