import type { ScenarioResult } from '../../theft.ts';
import { plaintextPractice } from '../practice/plaintext-practice.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { runDatabase } from './t04-database.ts';
import { runServer } from './t05-server.ts';

/**
 * Attacks on the records server's database and on the server itself, compared with a practice whose client seals
 * nothing.
 */
export async function runKeyHolderScenarios(context: AttackContext): Promise<ScenarioResult[]> {
  await using plain = await plaintextPractice(context);
  return [await runDatabase(context, plain), await runServer(context, plain)];
}
