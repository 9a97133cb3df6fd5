import type { Played } from '../theft.ts';
import { plaintextPractice } from './plaintext-practice.ts';
import type { Robbery } from './robbery.ts';
import { playDatabase } from './t04-database.ts';
import { playServer } from './t05-server.ts';

/** The thefts of the records server's database and of the server itself, beside one practice whose client seals nothing. */
export async function playHolders(robbery: Robbery): Promise<Played[]> {
  await using plain = await plaintextPractice(robbery);
  return [await playDatabase(robbery, plain), await playServer(robbery, plain)];
}
