import { openDatabase, Secret } from '@etanche/platform';
import type { DataPractice } from './data-practice.ts';

/** The epoch in front of a stored card (docs/protocol.md 7.5); 0 if there is none. */
export async function epochOfCard({ running }: DataPractice, scope: string): Promise<number> {
  await using database = openDatabase({
    ...{ url: new Secret(running.servers.recordsDatabase), applicationName: 'etanche-test', poolSize: 1 },
    statementTimeoutMs: 10_000,
  });
  return await database.transaction(async (client) => {
    await client.query("SELECT set_config('etanche.practice', $1, true)", [running.practice]);
    const { rows } = await client.query<{ sealed: Buffer }>('SELECT sealed FROM card WHERE scope = $1', [scope]);
    // 12 zero bytes, then the epoch; the name of an import batch has none.
    return rows[0]?.sealed.readUInt32BE(12) ?? 0;
  });
}
