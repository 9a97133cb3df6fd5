import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, Secret } from '@etanche/platform';
import {
  createMemory,
  createRecordsData,
  openImporter,
  openImporterFile,
  prepareImporter,
  type RecordsData,
} from '@etanche/records-client';
import type { RecordsConfig } from '@etanche/records-server';
import { createPracticeDatabases, createTrialClock, startPractice, type TrialPractice } from '@etanche/trial';
import { inject } from 'vitest';
import { runImport, type ImportReport, type ImportRequest } from '../../src/index.ts';

const retry = { attempts: 5, firstWaitMs: 50, longestWaitMs: 1000, withinMs: 60_000 };
const lock = { passphrase: 'une phrase pour un essai', workFactor: 4 };

export type ImportPractice = AsyncDisposable & {
  readonly running: TrialPractice;
  readonly doctor: RecordsData;
  /** Adds another doctor to the practice. */
  readonly colleague: () => Promise<RecordsData>;
  /** Temporary folder for journals and sources. */
  readonly directory: string;
  /** Content of the importer's file. */
  readonly key: Uint8Array<ArrayBuffer>;
  readonly passphrase: string;
  import(
    paths: readonly string[],
    change?: Partial<ImportRequest>,
    fetch?: typeof globalThis.fetch,
  ): Promise<ImportReport>;
  /**
   * Counts rows of the server's tables: files, cards, records of files (indexes included), their versions, and
   * postings.
   */
  count(): Promise<{ files: number; cards: number; leaves: number; versions: number; postings: number }>;
};

type VaultConfig = Parameters<typeof startPractice>[0]['vaultConfig'];

/** Starts a practice with one doctor and an importer whose right is approved. */
export async function startImportPractice(
  recordsConfig: Partial<RecordsConfig> = {},
  vaultConfig: VaultConfig = {},
): Promise<ImportPractice> {
  await using building = new AsyncDisposableStack();
  const directory = mkdtempSync(join(tmpdir(), 'etanche-import-'));
  building.defer(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const databases = building.use(await createPracticeDatabases(inject('testServer'), 3));
  const running = building.use(
    await startPractice({
      ...{ directory, databaseServer: databases.server.reveal(), databasePrefix: databases.prefix },
      ...{ vaults: 3, threshold: 2 },
      ...{ vaultConfig: { workers: 0, ...vaultConfig }, recordsConfig },
      ...{ clock: createTrialClock(), logger: undefined, members: [] },
    }),
  );
  const key = await approvedImporter(running);
  const importer = await openImporterFile(key, lock.passphrase);
  const { doctor, clock } = running;
  const data = { validate: null, freshnessSeconds: 300, keptScopes: 100, rebases: 3 };
  const store = building.use(
    openDatabase({
      url: new Secret(running.servers.recordsDatabase),
      ...{ applicationName: 'etanche-test', poolSize: 1, statementTimeoutMs: 30_000 },
    }),
  );
  const done = building.move();
  return {
    ...{ running, directory, key, passphrase: lock.passphrase, doctor: createRecordsData(doctor.client, data) },
    colleague: async () => {
      const joined = await running.join(doctor.client, 'Dr Consœur', ['doctor']);
      return createRecordsData(joined.client, data);
    },
    import: (paths, change = {}, fetch = globalThis.fetch) =>
      runImport({
        ...{
          paths,
          journal: join(directory, 'journal'),
          validate: null,
          xmlToJson: null,
          parallel: 4,
          memoryBytes: 1 << 26,
        },
        ...{ freshnessSeconds: 300, now: clock.now, report: () => undefined, retry },
        open: () =>
          openImporter(
            { ...doctor.options, environment: { ...doctor.options.environment, fetch, memory: createMemory() } },
            importer,
          ),
        ...change,
      }),
    async count() {
      const table = (name: string) => `(SELECT count(*)::int FROM ${name})`;
      const { rows } = await store.query<Awaited<ReturnType<ImportPractice['count']>>>(
        `SELECT ${table('scope')} AS files, ${table('card')} AS cards, (SELECT coalesce(sum(resources), 0)::int FROM scope) AS leaves,
          (SELECT coalesce(sum(octet_length(list) / 52), 0)::int FROM scope_pack WHERE NOT carries) AS versions,
          (SELECT count(*)::int FROM posting) AS postings`,
      );
      const [counts] = rows;
      if (counts === undefined) throw new Error('no counts');
      return counts;
    },
    [Symbol.asyncDispose]: () => done.disposeAsync(),
  };
}

async function approvedImporter(running: TrialPractice): Promise<Uint8Array<ArrayBuffer>> {
  const { doctor, clock } = running;
  const until = Math.floor(clock.now() / 1000) + 86_400;
  const { file, order } = await prepareImporter(
    doctor.client,
    { name: 'reprise', patients: 2000, terms: 19_000, until },
    lock,
  );
  await running.approve(order.order);
  await doctor.client.session.call('syncMembers');
  return file;
}
