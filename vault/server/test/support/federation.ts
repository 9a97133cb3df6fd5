import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { TestDatabase } from '@etanche/platform';
import {
  migrationsDirectory,
  startLocalFederation,
  type LocalFederation,
  type LocalFederationOptions,
} from '../../src/index.ts';

export type TestFederation = LocalFederation & {
  readonly directory: string;
  readonly databases: readonly TestDatabase[];
};

/** A local federation with databases and a directory of its own, all removed at the end. */
export async function startTestFederation(options: Partial<LocalFederationOptions>): Promise<TestFederation> {
  await using building = new AsyncDisposableStack();
  const directory = mkdtempSync(join(tmpdir(), 'etanche-federation-'));
  building.defer(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const vaults = options.vaults ?? 3;
  const databases: TestDatabase[] = [];
  for (let i = 0; i < vaults; i++) {
    databases.push(building.use(await TestDatabase.create(inject('testServer'), migrationsDirectory)));
  }
  const running = building.use(
    await startLocalFederation({
      threshold: Math.min(2, vaults),
      directory,
      databases: databases.map(({ url }) => url.reveal()),
      ...options,
      // Tests cause more refusals per minute than the default limit allows.
      config: { workers: 0, practices: { perMinute: 100_000, burst: 100_000 }, ...options.config },
      vaults,
    }),
  );
  const all = building.move();
  const close = async () => all.disposeAsync();
  return { ...running, directory, databases, close, [Symbol.asyncDispose]: close };
}
