import { toBase64url } from '@etanche/core-wire';
import type { PackCopies } from '@etanche/core-records-protocol';
import { openDatabase, Secret, type Queryable } from '@etanche/platform';
import type { DataPractice } from './data-practice.ts';

type Stored = { readonly sequence: number; readonly number: number; readonly salt: Buffer; readonly sealed: Buffer };

async function inStore<T>({ running }: DataPractice, work: (client: Queryable) => Promise<T>): Promise<T> {
  await using database = openDatabase({
    ...{ url: new Secret(running.servers.recordsDatabase), applicationName: 'etanche-test', poolSize: 1 },
    statementTimeoutMs: 10_000,
  });
  return await database.transaction(async (client) => {
    await client.query("SELECT set_config('etanche.practice', $1, true)", [running.practice]);
    return work(client);
  });
}

/** The bytes of a file's packs, as an operator takes them from a backup. */
export function copyPacks(practice: DataPractice, scope: string): Promise<PackCopies> {
  return inStore(practice, async (client) => {
    const { rows } = await client.query<Stored>(
      `SELECT sequence::int AS sequence, number, salt, sealed FROM scope_pack
        WHERE scope = $1 AND octet_length(sealed) > 0 ORDER BY sequence, number`,
      [scope],
    );
    const packs = rows.map(({ sequence, number, salt, sealed }) => {
      return { sequence, number, salt: toBase64url(salt), sealed: toBase64url(sealed) };
    });
    return { practice: practice.running.practice, scope, packs };
  });
}

/**
 * Alters one byte of some packs, or loses all of them, as a failing disk does.
 *
 * @param which an SQL condition
 * @returns how many packs it damaged
 */
export function damagePacks(
  practice: DataPractice,
  scope: string,
  which: string,
  how: 'altered' | 'lost' = 'altered',
): Promise<number> {
  const sealed = how === 'altered' ? 'set_byte(sealed, 40, 255 - get_byte(sealed, 40))' : "''::bytea";
  return inStore(practice, async (client) => {
    await client.query('SET LOCAL session_replication_role = replica');
    const { rowCount } = await client.query(
      `UPDATE scope_pack SET sealed = ${sealed} WHERE scope = $1 AND (${which})`,
      [scope],
    );
    return rowCount ?? 0;
  });
}
