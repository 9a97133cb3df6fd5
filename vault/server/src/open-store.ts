import { fileURLToPath } from 'node:url';
import { migrate, openDatabase, type Database, type Secret } from '@etanche/platform';
import type { VaultConfig } from './config.ts';

/** Numbered SQL files of the vault's store. */
export const migrationsDirectory = fileURLToPath(new URL('../migrations', import.meta.url));

/** Connects, and brings the store to the newest schema. */
export async function openStore(url: Secret, store: VaultConfig['store'], index: number): Promise<Database> {
  const database = openDatabase({
    url,
    applicationName: `etanche-vault-${index}`,
    poolSize: store.connections,
    statementTimeoutMs: store.timeoutMs,
  });
  // A server that acknowledges commits before they are on the disk would forget units in a crash.
  database.pool.on('connect', (client) => {
    client.query('SET synchronous_commit = on').catch(() => undefined);
  });
  try {
    await migrate(database, migrationsDirectory);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
