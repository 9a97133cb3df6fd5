import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestDatabase } from '@etanche/platform';
import { defaults, migrationsDirectory, startLocalFederation, type LocalFederation } from '@etanche/vault-server';
import { inject } from 'vitest';

/** Three vaults at two of three on real databases, whose anonymous quota lets a test look everybody up. */
export async function startVaults(operatorKey: string): Promise<LocalFederation> {
  await using building = new AsyncDisposableStack();
  const directory = mkdtempSync(join(tmpdir(), 'etanche-import-vaults-'));
  building.defer(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const databases: string[] = [];
  for (let i = 0; i < 3; i++) {
    const database = building.use(await TestDatabase.create(inject('testServer'), migrationsDirectory));
    databases.push(database.url.reveal());
  }
  const network = { ...defaults.network, perDay: 100_000, burst: 50_000 };
  const options = { vaults: 3, threshold: 2, directory, databases, operators: [operatorKey], config: { network } };
  const running = building.use(await startLocalFederation(options));
  const all = building.move();
  const close = async () => all.disposeAsync();
  return { ...running, close, [Symbol.asyncDispose]: close };
}
