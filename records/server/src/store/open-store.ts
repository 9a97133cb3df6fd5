import { fileURLToPath } from 'node:url';
import { migrate, openDatabase, type Database, type Secret } from '@etanche/platform';
import { RecordsError } from '../records-error.ts';
import { Store } from './store.ts';
import { enableRowSecurity } from './row-security.ts';

/** Numbered SQL files of the records server's store. */
export const migrationsDirectory = fileURLToPath(new URL('../../migrations', import.meta.url));

type StoreOptions = { readonly connections: number; readonly timeoutMs: number };

/**
 * Connects, migrates the store to the newest schema, and enables row-level security.
 *
 * @throws RecordsError `configuration_invalid` if the database server acknowledges writes that are not on its disk,
 *   `row_security_missing`
 */
export async function openStore(url: Secret, options: StoreOptions): Promise<Store> {
  const database = openDatabase({
    url,
    applicationName: 'etanche-records',
    poolSize: options.connections,
    statementTimeoutMs: options.timeoutMs,
  });
  try {
    await requireDurable(database);
    await migrate(database, migrationsDirectory);
    return new Store(database, await enableRowSecurity(database));
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function requireDurable(database: Database): Promise<void> {
  const { rows } = await database.query<{ name: string }>(
    `SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'`,
  );
  if (rows.length === 0) return;
  const names = rows.map(({ name }) => name).join(', ');
  throw new RecordsError(
    'configuration_invalid',
    `the database has ${names} off: a crash would lose acknowledged writes`,
  );
}
