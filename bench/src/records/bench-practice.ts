import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Federation } from '@etanche/core-vault-protocol';
import { fromBase64url, type Bytes } from '@etanche/core-wire';
import { openDatabase, Secret, type Database } from '@etanche/platform';
import {
  openImporterFile,
  prepareImporter,
  type ImporterFile,
  type RecordsClientOptions,
  type RecordsClient,
} from '@etanche/records-client';
import { createPostingKeys, type PostingKeys } from '@etanche/records-server';
import { populatePractice } from '@etanche/trial';
import { random } from '../random.ts';
import type { BenchRun } from '../bench-run.ts';
import type { PracticeServersAnswer, PracticeServersQuestion } from '../children/practice-servers-child.ts';
import { startChild } from '../children/start-child.ts';

/** A practice with one doctor, on servers in another process, and an importer with a right for all patients to come. */
export type BenchPractice = AsyncDisposable & {
  readonly practice: string;
  readonly federation: Federation;
  readonly doctor: RecordsClient;
  readonly options: RecordsClientOptions;
  readonly importer: ImporterFile;
  readonly database: Database;
  /** The keys with which the records server seals postings. */
  readonly postingKeys: PostingKeys;
};

const rightSeconds = 47 * 3600;
/** For a file that exists only during this process. */
const lock = { passphrase: 'a phrase for a measurement', workFactor: 4 };

async function readPostingKey(directory: string): Promise<Bytes> {
  return fromBase64url((await readFile(join(directory, 'records', 'posting-key.txt'), 'latin1')).trim(), 32);
}

export async function startBenchPractice(run: BenchRun): Promise<BenchPractice> {
  await using building = new AsyncDisposableStack();
  const directory = join(run.directory, 'records');
  await mkdir(directory, { mode: 0o711 });
  const servers = building.use(
    startChild<PracticeServersQuestion, PracticeServersAnswer>(
      new URL('../children/practice-servers-child.ts', import.meta.url),
    ),
  );
  const databaseServer = await run.databaseServer();
  const started = await servers.ask({ ask: 'start', directory, databaseServer, prefix: 'bench_practice' });
  const { federation, serverUrl, origin, recordsDatabase } = started;
  const people = await populatePractice(
    {
      ...{ federation, serverUrl, origin, now: Date.now },
      foundingToken: async () => (await servers.ask({ ask: 'founding' })).foundingToken,
    },
    [],
  );
  building.defer(() => {
    people.lockAll();
  });
  const { client, options } = people.doctor;
  const until = Math.floor(Date.now() / 1000) + rightSeconds;
  const asked = { name: 'reprise', patients: 1_000_000, terms: 11_000_000, until };
  const right = await prepareImporter(client, asked, lock);
  await people.approve(right.order.order);
  await client.session.call('syncMembers');
  const importer = await openImporterFile(right.file, lock.passphrase);
  const database = building.use(
    openDatabase({
      url: new Secret(recordsDatabase),
      ...{ applicationName: 'etanche-bench', poolSize: 4, statementTimeoutMs: 3_600_000 },
    }),
  );
  const running = building.move();
  return {
    ...{ practice: people.practice, federation, doctor: client, options, database, importer },
    postingKeys: createPostingKeys(await readPostingKey(directory), random),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
