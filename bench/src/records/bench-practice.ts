import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConstantTimeGroup } from '@etanche/core-oprf';
import { buildNativeEngine, EvaluationThread, loadNativeGroup, systemToolchain } from '@etanche/core-oprf-sodium';
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
import { populatePractice, type TrialMember } from '@etanche/trial';
import type { EngineSetting } from '@etanche/vault-server';
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
  /** The importer's thread that evaluates. */
  readonly thread: EvaluationThread;
  readonly database: Database;
  /** The keys with which the records server seals postings. */
  readonly postingKeys: PostingKeys;
  /** Founds another practice on the same servers. @returns its doctor */
  neighbour(): Promise<TrialMember>;
  /** CPU time of the vaults' and the records server's process so far, in seconds. */
  cpuSeconds(): Promise<number>;
};

const rightSeconds = 47 * 3600;
/** For a file that exists only during this process. */
const lock = { passphrase: 'a phrase for a measurement', workFactor: 4 };

async function readPostingKey(directory: string): Promise<Bytes> {
  return fromBase64url((await readFile(join(directory, 'records', 'posting-key.txt'), 'latin1')).trim(), 32);
}

/**
 * @param engine of the vaults and the importer
 * @param name of its directory and databases, which no other section of the run has
 * @throws OprfError `engine_unavailable` if this machine cannot build the native engine
 */
export async function startBenchPractice(
  run: BenchRun,
  engine: EngineSetting = 'wasm',
  name = engine === 'wasm' ? 'records' : 'records-native',
): Promise<BenchPractice> {
  await using building = new AsyncDisposableStack();
  const directory = join(run.directory, name);
  const nativeDirectory = engine === 'wasm' ? null : join(run.directory, 'importer-engine');
  const native = nativeDirectory === null ? null : await openNative(nativeDirectory);
  await mkdir(directory, { mode: 0o711 });
  const servers = building.use(
    startChild<PracticeServersQuestion, PracticeServersAnswer>(
      new URL('../children/practice-servers-child.ts', import.meta.url),
    ),
  );
  const databaseServer = await run.databaseServer();
  const started = await servers.ask({
    ask: 'start',
    directory,
    databaseServer,
    prefix: `bench_${name.replace('-', '_')}`,
    engine,
  });
  const { federation, serverUrl, origin, recordsDatabase, engines } = started;
  // A vault that cannot load its native engine evaluates in WebAssembly.
  if (engine === 'native' && !engines.every((each) => each.startsWith('native'))) throw new Error(engines.join(', '));
  const populate = async () => {
    const foundingToken = async () => (await servers.ask({ ask: 'founding' })).foundingToken;
    return populatePractice({ federation, serverUrl, origin, now: Date.now, foundingToken }, []);
  };
  const people = await populate();
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
  const thread = building.use(new EvaluationThread(nativeDirectory));
  const running = building.move();
  return {
    ...{ practice: people.practice, federation, doctor: client, database, importer, thread },
    options: { ...options, environment: { ...options.environment, ...(native !== null && { group: native }) } },
    neighbour: async () => {
      const others = await populate();
      running.defer(() => {
        others.lockAll();
      });
      return others.doctor;
    },
    cpuSeconds: async () => (await servers.ask({ ask: 'cpu' })).cpuSeconds,
    postingKeys: createPostingKeys(await readPostingKey(directory), random),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function openNative(directory: string): Promise<ConstantTimeGroup> {
  await buildNativeEngine(directory, systemToolchain);
  return loadNativeGroup(directory, systemToolchain.libraries).group;
}
