import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createMemory,
  createRecordsData,
  openImporter,
  openImporterFile,
  prepareImporter,
  type PatientFile,
} from '@etanche/records-client';
import { runImport, type ImportReport } from '@etanche/records-import';
import { fhirXmlToJson, validateResource } from '@etanche/records-validator';
import { createTrialClock, startOwnPostgres, startPractice } from '@etanche/trial';

/** A patient's file as a doctor reads it, and its export as a FHIR document. */
export type ReadFile = { readonly file: PatientFile; readonly exportDocument: () => Promise<string> };

/** A running practice into which every case is imported. */
export type CasePractice = AsyncDisposable & {
  /** Imports a folder like the command does. */
  importFolder(folder: string, journal: string, isLenient: boolean): Promise<ImportReport>;
  /** The files that are listed in the journals and stored in the practice. */
  readFiles(journals: readonly string[]): Promise<readonly ReadFile[]>;
};

const lock = { passphrase: 'une phrase pour les cas', workFactor: 4 };
const right = { name: 'cas', patients: 2000, terms: 19_000 };
const freshnessSeconds = 300;
/**
 * Files that the founder may open in a day, one in a minute. After that, new doctors open the next ones, a few each.
 */
const openingsOfFounder = 90;
const openingsOfNewcomer = 5;

/** Starts the practice on its own PostgreSQL, which is removed with its data. */
export async function startCasePractice(): Promise<CasePractice> {
  await using building = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'etanche-cases-'));
  building.defer(() => rm(directory, { recursive: true, force: true }));
  const clock = createTrialClock();
  const practice = building.use(
    await startPractice({
      directory: join(directory, 'practice'),
      databaseServer: await startOwnPostgres(join(directory, 'postgres'), building),
      ...{ databasePrefix: 'cases', vaults: 3, threshold: 2, clock, logger: undefined, members: [] },
      ...{ vaultConfig: { workers: 0 }, recordsConfig: {} },
    }),
  );
  const { doctor } = practice;
  const until = Math.floor(clock.now() / 1000) + 86_400;
  const { file, order } = await prepareImporter(doctor.client, { ...right, until }, lock);
  await practice.approve(order.order);
  await doctor.client.session.call('syncMembers');
  const importer = await openImporterFile(file, lock.passphrase);
  let [reader, left] = [doctor.client, openingsOfFounder];
  const openFile = async (scope: string): Promise<ReadFile> => {
    if (left-- === 0) {
      const joined = await practice.join(doctor.client, 'Dr Cas', ['doctor']);
      [reader, left] = [joined.client, openingsOfNewcomer - 1];
    }
    clock.advance(60_000);
    const { patients } = createRecordsData(reader, { validate: null, freshnessSeconds, keptScopes: 4, rebases: 3 });
    const file = await patients.open(scope);
    return { file, exportDocument: async () => (await patients.export(file, 'Dr Cas')).document };
  };
  const running = building.move();
  return {
    importFolder: (folder, journal, isLenient) =>
      runImport({
        ...{ paths: [folder], journal: join(directory, journal), validate: isLenient ? null : validateResource },
        retry: { attempts: 5, firstWaitMs: 50, longestWaitMs: 1000, withinMs: 60_000 },
        ...{ xmlToJson: fhirXmlToJson, parallel: 4, memoryBytes: 1 << 27, freshnessSeconds, now: clock.now },
        open: () =>
          openImporter(
            { ...doctor.options, environment: { ...doctor.options.environment, memory: createMemory() } },
            importer,
          ),
        report: () => undefined,
      }),
    async readFiles(journals) {
      const scopes = new Set<string>();
      for (const journal of journals) {
        for (const scope of await writtenScopes(join(directory, journal, 'journal.ndjson'))) scopes.add(scope);
      }
      const files: ReadFile[] = [];
      for (const scope of scopes) files.push(await openFile(scope));
      return files;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function writtenScopes(path: string): Promise<string[]> {
  const [, ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
  const outcomes = lines.map((line) => JSON.parse(line) as { scope: string; written: Record<string, number> });
  return outcomes.filter(({ written }) => Object.keys(written).length > 0).map(({ scope }) => scope);
}
