import { TestDatabases, type TestServer } from '@etanche/platform';
import { migrationsDirectory as ofRecords } from '@etanche/records-server';
import { migrationsDirectory as ofVaults } from '@etanche/vault-server';

/** Empty databases for the servers of a practice in a test, on the PostgreSQL of the run. */
export function createPracticeDatabases(server: TestServer, vaults: number): Promise<TestDatabases> {
  const ofEach = Array.from({ length: vaults }, (_, i) => [`vault_${i + 1}`, ofVaults] as const);
  return TestDatabases.create(server, { ...Object.fromEntries(ofEach), records: ofRecords });
}
