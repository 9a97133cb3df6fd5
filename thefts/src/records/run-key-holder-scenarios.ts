import type { ScenarioResult } from '../theft.ts';
import { plaintextPractice } from './plaintext-practice.ts';
import type { Robbery } from './robbery.ts';
import { runDatabase } from './t04-database.ts';
import { runServer } from './t05-server.ts';

/**
 * Attacks on the records server's database and on the server itself, compared with a practice whose client seals
 * nothing.
 */
export async function runKeyHolderScenarios(robbery: Robbery): Promise<ScenarioResult[]> {
  await using plain = await plaintextPractice(robbery);
  return [await runDatabase(robbery, plain), await runServer(robbery, plain)];
}
