import type { ScenarioResult } from './theft.ts';

/** One attack on a context, with one row or several. */
export type Scenario<Context> = (context: Context) => Promise<readonly ScenarioResult[]>;

/**
 * Runs scenarios one after the other.
 *
 * @param played called with each row, as soon as its scenario ends
 */
export async function runScenarios<Context>(
  context: Context,
  scenarios: readonly Scenario<Context>[],
  played: (played: ScenarioResult) => void,
): Promise<ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  for (const scenario of scenarios) {
    for (const each of await scenario(context)) {
      played(each);
      results.push(each);
    }
  }
  return results;
}
