import type { Played } from '../theft.ts';
import { plaintextPractice } from './plaintext-practice.ts';
import type { Robbery } from './robbery.ts';
import { playDatabase } from './t04-database.ts';
import { playServer } from './t05-server.ts';

/**
 * Attacks on the records server's database and on the server itself, compared with a practice whose client seals
 * nothing.
 */
export async function playHolders(robbery: Robbery): Promise<Played[]> {
  await using plain = await plaintextPractice(robbery);
  return [await playDatabase(robbery, plain), await playServer(robbery, plain)];
}
