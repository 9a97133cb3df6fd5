import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Federation } from '@etanche/core-vault-protocol';
import {
  createRecordsData,
  signIn,
  type RecordsClientOptions,
  type RecordsData,
  type RecordsClient,
} from '@etanche/records-client';
import { createTrialClock, startPractice, type PracticeOptions, type TrialMember } from '@etanche/trial';
import { defaults, type VaultConfig } from '@etanche/vault-server';
import { KillableDatabase } from './killable-database.ts';
import { Machine } from './machine.ts';
import { TcpProxy } from './tcp-proxy.ts';
import { createUnitCount, type UnitCount } from './unit-count.ts';

/** A working member: a session through the proxy, and the vaults' answers to it. */
export type Colleague = {
  readonly name: string;
  readonly member: string;
  readonly client: RecordsClient;
  readonly data: RecordsData;
  readonly units: UnitCount;
};

/**
 * A practice whose servers are all processes that can be killed: three vaults, two records servers on one database
 * behind a proxy, and that database. Their addresses are permanent.
 */
export type Stage = AsyncDisposable & {
  readonly practice: string;
  /** The files of the vaults: `vaults/vault-<index>`. */
  readonly directory: string;
  readonly federation: Federation;
  readonly database: KillableDatabase;
  /** By index − 1. */
  readonly vaults: readonly Machine[];
  readonly vaultProxies: readonly TcpProxy[];
  readonly servers: readonly Machine[];
  /** The founder, a doctor, then the requested members. */
  readonly people: readonly TrialMember[];
  /** Signs in on the member's device. */
  arrive(person: TrialMember, change?: Partial<RecordsClientOptions>): Promise<Colleague>;
};

type StageOptions = {
  readonly quotas: VaultConfig['members'];
  readonly members: PracticeOptions['members'];
};

const vaults = 3;
const threshold = 2;
/** The vaults' wall clocks can be moved, but not the uptime of their machines. */
const boot = 'the machine of a reliability test';

/** Founds the practice in this process, then restarts everything in separate processes. */
export async function startStage({ quotas, members }: StageOptions): Promise<Stage> {
  await using building = new AsyncDisposableStack();
  const database = building.use(await KillableDatabase.start());
  const directory = await mkdtemp(join(tmpdir(), 'etanche-reliability-'));
  building.defer(() => rm(directory, { recursive: true, force: true }));
  const vaultConfig = { members: quotas, workers: 0, heartbeatMs: 1000 };
  const founded = await startPractice({
    ...{ directory, vaults, threshold, vaultConfig, members },
    databaseServer: database.directUrl,
    databasePrefix: 'reliability',
    recordsConfig: {},
    clock: createTrialClock(),
    logger: undefined,
  });
  const { federation, records, recordsConfig } = founded.servers;
  const { practice, doctor } = founded;
  for (const { client } of [doctor, ...founded.members]) client.session.lock();
  await founded[Symbol.asyncDispose]();

  const vaultMachines = federation.vaults.map(({ index }) => {
    const config: VaultConfig = {
      ...{ ...defaults, metrics: null, logLevel: 'error', trustedHops: 0, ...vaultConfig, federation },
      directory: join(directory, 'vaults', `vault-${index}`),
      about: { owner: 'Essai, une seule personne', jurisdiction: 'FR', trial: true },
      operators: [],
      recordsServers: [records.key],
      listen: { host: '127.0.0.1', port: 0 },
    };
    const databaseUrl = database.urlOf(`reliability_vault_${index}`);
    return building.use(new Machine(`vault ${index}`, { start: 'vault', config, databaseUrl, boot }));
  });
  const serverMachines = [1, 2].map((number) => {
    const databaseUrl = database.urlOf('reliability_records');
    const listen = { host: '127.0.0.1', port: 0 };
    const config = { ...recordsConfig, listen, logLevel: 'error' } as const;
    return building.use(new Machine(`records server ${number}`, { start: 'records', config, databaseUrl }));
  });
  const vaultProxies: TcpProxy[] = [];
  for (const [i, { url }] of federation.vaults.entries()) {
    const proxy = await TcpProxy.listen(Number(new URL(url).port), () => [vaultMachines[i]?.port ?? null]);
    vaultProxies.push(building.use(proxy));
  }
  const proxy = building.use(await TcpProxy.listen(0, () => serverMachines.map(({ port }) => port)));
  await Promise.all([...vaultMachines, ...serverMachines].map((machine) => machine.start()));
  const running = building.move();
  return {
    ...{ practice, directory, federation, database, vaultProxies, vaults: vaultMachines, servers: serverMachines },
    people: [doctor, ...founded.members],
    arrive: (person, change) => arrive(federation, proxy.url, person, change),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function arrive(
  federation: Federation,
  serverUrl: string,
  { name, member, options }: TrialMember,
  change: Partial<RecordsClientOptions> = {},
): Promise<Colleague> {
  const units = createUnitCount(federation);
  const retry = { attempts: 5, firstWaitMs: 100, longestWaitMs: 2000 };
  const client = await signIn({
    ...options,
    serverUrl,
    timeoutMs: 10_000,
    retry,
    ...change,
    environment: { ...options.environment, fetch: units.fetch },
  });
  const data = createRecordsData(client, { validate: null, freshnessSeconds: 60, keptScopes: 20, rebases: 5 });
  return { name, member, client, data, units };
}
