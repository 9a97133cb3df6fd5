import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestDatabase } from '@etanche/platform';
import { createTrialClock, startPractice, type PracticeOptions, type TrialPractice } from '@etanche/trial';
import { inject } from 'vitest';

const someMembers: PracticeOptions['members'] = [
  { name: 'Dr Basile Second', roles: ['doctor'] },
  { name: 'Céline Accueil', roles: ['secretary'] },
  { name: 'Didier Gestion', roles: ['administrator'] },
];

/** Starts a separate practice on the run's PostgreSQL; its databases are dropped at the end. */
export async function startTestPractice(
  change: Partial<
    Pick<PracticeOptions, 'members' | 'about' | 'vaultConfig' | 'recordsConfig' | 'vaults' | 'threshold'>
  > = {},
): Promise<TrialPractice> {
  await using building = new AsyncDisposableStack();
  const directory = mkdtempSync(join(tmpdir(), 'etanche-practice-'));
  building.defer(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const database = building.use(await TestDatabase.create(inject('testServer'), undefined));
  const name = decodeURIComponent(new URL(database.url.reveal()).pathname.slice(1));
  const options: PracticeOptions = {
    directory,
    databaseServer: database.url.reveal(),
    databasePrefix: name,
    vaults: 3,
    threshold: 2,
    vaultConfig: { workers: 0 },
    recordsConfig: {},
    clock: createTrialClock(),
    logger: undefined,
    members: someMembers,
    ...change,
  };
  building.defer(async () => {
    const numbers = Array.from({ length: options.vaults }, (_, i) => `vault_${i + 1}`);
    for (const part of [...numbers, 'records']) {
      await database.database.query(`DROP DATABASE IF EXISTS "${name}_${part}" WITH (FORCE)`);
    }
  });
  const practice = building.use(await startPractice(options));
  const running = building.move();
  return { ...practice, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
