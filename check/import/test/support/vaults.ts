import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestDatabase } from '@etanche/platform';
import { defaults, migrationsDirectory, startLocalFederation, type LocalFederation } from '@etanche/vault-server';
import { inject } from 'vitest';

export type TestVaults = LocalFederation & {
  /** Units of a key set that an importer has used at all vaults, by their counts. */
  unitsUsed(keySet: string): Promise<number>;
  /** Stops all vaults and starts them again at the same addresses. */
  restart(): Promise<void>;
};

/** Three vaults with threshold two on real databases, with an anonymous quota for looking up all people of a test. */
export async function startVaults(operatorKey: string): Promise<TestVaults> {
  await using building = new AsyncDisposableStack();
  const directory = mkdtempSync(join(tmpdir(), 'etanche-import-vaults-'));
  building.defer(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const databases: TestDatabase[] = [];
  for (let i = 0; i < 3; i++) {
    databases.push(building.use(await TestDatabase.create(inject('testServer'), migrationsDirectory)));
  }
  const start = (ports: readonly number[]) =>
    startLocalFederation({
      vaults: 3,
      threshold: 2,
      directory,
      databases: databases.map(({ url }) => url.reveal()),
      operators: [operatorKey],
      config: { workers: 0, network: { ...defaults.network, perDay: 100_000, burst: 50_000 } },
      ports,
    });
  let running = await start([0, 0, 0]);
  const { federation } = running;
  const all = building.move();
  const close = async () => {
    await running.close();
    await all.disposeAsync();
  };
  return {
    federation,
    get vaults() {
      return running.vaults;
    },
    unitsUsed: async (keySet) => {
      const counts = databases.map(async ({ database }) => {
        const query = 'SELECT total::int AS total FROM quota WHERE subject = $1';
        const { rows } = await database.query<{ total: number }>(query, [`importer/${keySet}`]);
        return rows[0]?.total ?? 0;
      });
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    },
    restart: async () => {
      await running.close();
      running = await start(federation.vaults.map(({ url }) => Number(new URL(url).port)));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
