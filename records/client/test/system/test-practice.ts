import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createPracticeDatabases,
  createTrialClock,
  startPractice,
  type PracticeOptions,
  type TrialPractice,
} from '@etanche/trial';
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
  const vaults = change.vaults ?? 3;
  const databases = building.use(await createPracticeDatabases(inject('testServer'), vaults));
  const options: PracticeOptions = {
    directory,
    databaseServer: databases.server.reveal(),
    databasePrefix: databases.prefix,
    threshold: 2,
    vaultConfig: { workers: 0 },
    recordsConfig: {},
    clock: createTrialClock(),
    logger: undefined,
    members: someMembers,
    ...change,
    vaults,
  };
  const practice = building.use(await startPractice(options));
  const running = building.move();
  return { ...practice, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
