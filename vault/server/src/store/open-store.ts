import { fileURLToPath } from 'node:url';
import { migrate, openDatabase, type Database, type Secret } from '@etanche/platform';
import type { VaultConfig } from '../config/config.ts';
import { keepIdentity, requireOwnStore, type VaultIdentity } from './own-store.ts';
import { VaultError } from '../vault-error.ts';

/** Directory of the numbered SQL files of the vault's store. */
export const migrationsDirectory = fileURLToPath(new URL('../../migrations', import.meta.url));

/**
 * Connects, and migrates the store to the newest schema.
 *
 * @throws VaultError `store_of_another_vault`; `configuration_invalid` if the server acknowledges commits before they
 *   are on disk
 */
export async function openStore(url: Secret, store: VaultConfig['store'], own: VaultIdentity): Promise<Database> {
  const database = openPool(url, store, own.index);
  try {
    await requireDurable(database);
    await requireOwnStore(database, own);
    await migrate(database, migrationsDirectory);
    await keepIdentity(database, own);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Opens connections to a store that is already migrated. */
export function openPool(url: Secret, store: VaultConfig['store'], index: number): Database {
  return openDatabase({
    url,
    applicationName: `etanche-vault-${index}`,
    poolSize: store.connections,
    statementTimeoutMs: store.timeoutMs,
  });
}

/** A server that acknowledges commits before they are on disk loses counted units in a crash. */
async function requireDurable(database: Database): Promise<void> {
  const { rows } = await database.query<{ name: string }>(
    `SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'`,
  );
  if (rows.length === 0) return;
  const names = rows.map(({ name }) => name).join(', ');
  throw new VaultError('configuration_invalid', `the database has ${names} off: a crash would lose counted units`);
}
