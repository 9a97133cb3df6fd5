import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { openDatabase, Secret, type Database } from '@etanche/platform';
import type { BenchRun } from '../bench-run.ts';
import type { Act, RecordsLoadAnswer, RecordsLoadQuestion, Target } from '../children/records-load-child.ts';
import type { RecordsServerAnswer, RecordsServerQuestion } from '../children/records-server-child.ts';
import { startChild, type Child } from '../children/start-child.ts';
import { factor, share, type Figure, type Section } from '../figure.ts';
import { percentile } from '../percentile.ts';
import { postgresCpuSeconds } from '../vault/postgres-cpu.ts';
import { bareCommits } from './bare-commits.ts';
import { foundPractice } from './found-practice.ts';
import { patientsPerList } from './scope-load.ts';

type Server = Child<RecordsServerQuestion, RecordsServerAnswer>;
type Load = Child<RecordsLoadQuestion, RecordsLoadAnswer>;
type Parts = {
  readonly run: BenchRun;
  readonly server: Server;
  readonly load: Load;
  readonly target: Target;
  /** Has as many connections as concurrent requests. */
  readonly database: Database;
};
type Measured = {
  readonly act: Act;
  /** Acts per CPU second of the server's process, and per second of the clock at saturation. */
  readonly perCpuSecond: number;
  readonly perSecond: number;
  readonly store: number | null;
  /** Latencies at half of saturation, in ms. */
  readonly half: { readonly p50: number; readonly p99: number };
  /** The p99 of bare commits at the same pace, in ms. */
  readonly bare: number;
  /** Median of one act at a time, in ms. */
  readonly alone: number;
};

const resources = 300;
const connections = 16;
const acts: readonly {
  readonly act: Act;
  readonly what: string;
  /** The writer; a doctor by default. */
  readonly by?: 'importer';
  /** Patients of one request, which are counted; 1 by default. */
  readonly patients?: number;
}[] = [
  { act: 'read', what: `reads of a patient of ${resources} versions` },
  { act: 'edit', what: `writes of one version of such a patient` },
  { act: 'create', what: 'writes of a new patient: 20 versions, 12 terms, a card' },
  {
    ...{ act: 'list', by: 'importer', patients: patientsPerList },
    what: `new patients like these, imported in lists of ${patientsPerList}`,
  },
];

/** Acts of a records server per second of one core, over HTTP, and its latency at half load. */
export async function measureRecordsServer(run: BenchRun): Promise<Section> {
  const directory = join(run.directory, 'records-server');
  await mkdir(directory, { mode: 0o700 });
  const databaseUrl = await makeDatabase(await run.databaseServer());
  await using database = open(databaseUrl, connections);
  await using server: Server = startChild(new URL('../children/records-server-child.ts', import.meta.url));
  const { url } = await server.ask({ ask: 'start', directory, databaseUrl });
  const callers = await foundPractice(database, directory);
  const target = { url, ...callers.doctor };
  await using load: Load = startChild(new URL('../children/records-load-child.ts', import.meta.url));
  run.say(`records-server: ${run.sizes.patients} patients`);
  const { scope } = await load.ask({ ask: 'fill', target, patients: run.sizes.patients, resources });
  const bare = await bareReads(run, database, target, scope);
  const measured: Measured[] = [];
  for (const { act, what, by = 'doctor' } of acts) {
    run.say(`records-server: ${what}`);
    measured.push(await measureAct({ run, server, load, target: { url, ...callers[by] }, database }, act));
  }
  return {
    name: 'records-server',
    title: 'Records server: acts per second of one core, over HTTP, and their latency at half of it',
    figures: measured.flatMap((each) => figuresOf(each, bare)),
    notes: [
      `Per core is per CPU second of the server's process; its ${run.cores} cores are shared with the callers and PostgreSQL.`,
      'Everything is included: session, authorisation, signatures, audit leaf, sequencer, idempotency; each commit is on disk.',
      `A list is one request with ${patientsPerList} patients: its rates count patients, its latencies are those of the request.`,
      'The vaults are not asked: their statement about members is read once every 30 seconds for a practice, not for each request.',
      `Bare reads: the same rows by one statement of the driver alone, in this process, converted to base64url.`,
    ],
  };
}

async function measureAct({ run, server, load, target, database }: Parts, act: Act): Promise<Measured> {
  const port = new URL(await run.databaseServer()).port;
  const ask = (seconds: number, at: { connections: number; perSecond: number | null }) =>
    load.ask({ ask: 'load', target, act, seconds, ...at });
  await ask(1, { connections, perSecond: null });
  const [before, storeBefore] = [await server.ask({ ask: 'cpu' }), await postgresCpuSeconds(port)];
  const full = await ask(run.sizes.seconds, { connections, perSecond: null });
  const [after, storeAfter] = [await server.ask({ ask: 'cpu' }), await postgresCpuSeconds(port)];
  const perSecond = full.latencies.length / run.sizes.seconds;
  const half = await ask(run.sizes.seconds, { connections, perSecond: perSecond / 2 });
  const bare = await bareCommits(database, perSecond / 2, run.sizes.seconds);
  const alone = await ask(2, { connections: 1, perSecond: null });
  const refused = full.refused + half.refused + alone.refused;
  if (refused > 0) throw new Error(`the records server refused ${refused} requests`);
  const cpu = after.cpuSeconds - before.cpuSeconds;
  const { patients = 1 } = acts.find((each) => each.act === act) ?? {};
  return {
    act,
    perCpuSecond: (full.latencies.length * patients) / cpu,
    perSecond: perSecond * patients,
    store: storeBefore === null || storeAfter === null ? null : (storeAfter - storeBefore) / cpu,
    half: { p50: percentile(half.latencies, 0.5), p99: percentile(half.latencies, 0.99) },
    bare: percentile(bare, 0.99),
    alone: percentile(alone.latencies, 0.5),
  };
}

function figuresOf({ act, perCpuSecond, perSecond, store, half, bare, alone }: Measured, bareReads: number): Figure[] {
  const what = acts.find((each) => each.act === act)?.what ?? act;
  const rate = { what, value: perCpuSecond, unit: '/s and core' };
  return [
    act === 'read'
      ? share(rate, { name: 'bare reads by the driver', value: bareReads })
      : factor(rate, { name: `all cores together at saturation`, value: perSecond }),
    ...(store === null
      ? []
      : [
          factor(
            { what: `  PostgreSQL in addition`, value: store, unit: 'CPU s' },
            { name: 'a CPU second of the server', value: 1 },
          ),
        ]),
    factor(
      { what: '  p50 at half of saturation', value: half.p50, unit: 'ms' },
      { name: 'the median of one at a time', value: alone },
    ),
    factor(
      { what: '  p99 at half of saturation', value: half.p99, unit: 'ms' },
      { name: 'the p99 of bare commits at that pace', value: bare },
    ),
  ];
}

/** The same rows, read by the driver alone, per CPU second of this process. */
async function bareReads(run: BenchRun, database: Database, { writer }: Target, scope: string): Promise<number> {
  const query = {
    name: 'bare',
    text: 'SELECT list, digest, salt, sealed FROM scope_pack WHERE practice = $1 AND scope = $2',
    values: [writer.practice, scope],
  };
  const before = process.cpuUsage();
  const until = performance.now() + (run.sizes.seconds * 1000) / 2;
  let done = 0;
  while (performance.now() < until) {
    const { rows } = await database.query<{ list: Buffer; sealed: Buffer; salt: Buffer }>(query);
    for (const row of rows) [row.list, row.sealed, row.salt].map((bytes) => bytes.toString('base64url'));
    done += 1;
  }
  const { user, system } = process.cpuUsage(before);
  return done / ((user + system) / 1e6);
}

async function makeDatabase(serverUrl: string): Promise<string> {
  await using admin = open(serverUrl);
  await admin.query('CREATE DATABASE bench_records_server');
  const url = new URL(serverUrl);
  url.pathname = '/bench_records_server';
  return url.href;
}

function open(url: string, poolSize = 1): Database {
  const options = { applicationName: 'etanche-bench', poolSize, statementTimeoutMs: 60_000 };
  return openDatabase({ url: new Secret(url), ...options });
}
