import { recordsLimits, type PackCopies } from '@etanche/core-records-protocol';
import type { RecordsConfig, RecordsSecrets } from './config/config.ts';
import { openStore } from './store/open-store.ts';
import { rowsOf, type Statement } from './store/store.ts';

type Row = { readonly sequence: number; readonly number: number; readonly salt: Buffer; readonly sealed: Buffer };

const readPacks: Statement = {
  name: 'packs_copy',
  text: `SELECT sequence::float8 AS sequence, number, salt, sealed FROM scope_pack
    WHERE practice = $1 AND scope = $2 AND octet_length(sealed) > 0 AND doomed IS NULL
    ORDER BY sequence, number LIMIT ${recordsLimits.copiedPacks}`,
};

/**
 * The sealed bytes of a file's packs, with which a doctor's client repairs a damaged file (docs/protocol.md 8.5): for
 * the operator's command, on a restored backup. Packs of destroyed resources are left out.
 *
 * @returns without packs if the store has none of that file
 */
export async function copyPacks(
  config: Pick<RecordsConfig, 'directory' | 'store'>,
  secrets: Pick<RecordsSecrets, 'databaseUrl'>,
  { practice, scope }: { readonly practice: string; readonly scope: string },
): Promise<PackCopies> {
  await using building = new AsyncDisposableStack();
  const store = await openStore(secrets.databaseUrl, { ...config.store, connections: 1 });
  building.use(store.database);
  const rows = await store.inPractice(practice, (tx) => rowsOf<Row>(tx, readPacks, [practice, scope]));
  const packs = rows.map(({ sequence, number, salt, sealed }) => {
    return { sequence, number, salt: salt.toString('base64url'), sealed: sealed.toString('base64url') };
  });
  return { practice, scope, packs };
}
