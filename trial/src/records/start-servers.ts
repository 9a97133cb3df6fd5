import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Federation } from '@etanche/core-vault-protocol';
import { openDatabase, Secret, type Logger } from '@etanche/platform';
import {
  createRecordsServer,
  defaults,
  makeFoundingToken,
  type RecordsConfig,
  type RecordsServer,
} from '@etanche/records-server';
import {
  planLocalFederation,
  startLocalFederation,
  type LocalFederation,
  type VaultConfig,
} from '@etanche/vault-server';
import type { TrialClock } from './trial-clock.ts';

export type ServersOptions = {
  /** Contains seeds, keys and binaries. */
  readonly directory: string;
  /** PostgreSQL server on which each vault and the records server have their own database, `<prefix>_…`. */
  readonly databaseServer: string;
  readonly databasePrefix: string;
  readonly vaults: number;
  readonly threshold: number;
  readonly vaultConfig: Partial<Omit<VaultConfig, 'directory' | 'about' | 'operators' | 'recordsServers' | 'listen'>>;
  /** The declaration of each vault about itself; a trial by one person by default. */
  readonly about?: readonly VaultConfig['about'][];
  readonly recordsConfig: Partial<RecordsConfig>;
  /** Ports of the vaults and the records server, and the port of the application; free ports by default. */
  readonly ports?: { readonly vaults: readonly number[]; readonly records: number; readonly application: number };
  readonly clock: TrialClock;
  readonly logger: Logger | undefined;
};

/** The running servers and their configuration. */
export type TrialServers = AsyncDisposable & {
  readonly federation: Federation;
  readonly vaults: LocalFederation;
  readonly records: RecordsServer;
  /** Stops the records server during a step, and starts it again on the same port. */
  readonly recordsOutage: (during: (url: string) => Promise<void>) => Promise<void>;
  readonly recordsConfig: RecordsConfig;
  /** URL of the records server's database, password included. */
  readonly recordsDatabase: string;
  /** Origin of the records page, to which passkeys are bound. */
  readonly origin: string;
  foundingToken(): Promise<string>;
};

const freeOrigin = 'http://localhost:8180';
const freeApprovalsOrigin = 'http://localhost:8181';
const foundingMs = 3_600_000;

/**
 * Starts the records server, then the vaults, which list its key among their operators; its federation lists their
 * keys, which the ceremony created before. In a real practice each party does its part by hand.
 */
export async function startServers(options: ServersOptions): Promise<TrialServers> {
  await using building = new AsyncDisposableStack();
  const { vaults: count, threshold } = options;
  const directories = join(options.directory, 'vaults');
  const { ports } = options;
  const origin = ports === undefined ? freeOrigin : `http://localhost:${ports.application}`;
  const approvals = ports === undefined ? freeApprovalsOrigin : approvalsOrigin(ports);
  const planned = ports === undefined ? {} : { ports: ports.vaults };
  const plan = await planLocalFederation({ vaults: count, threshold, directory: directories, ...planned });
  const { federation } = plan;
  const federationFile = join(options.directory, 'federation.json');
  await writeFile(federationFile, JSON.stringify(federation));

  const recordsDatabase = await makeDatabase(options.databaseServer, `${options.databasePrefix}_records`);
  const directory = join(options.directory, 'records');
  const recordsConfig: RecordsConfig = {
    ...defaults,
    // The computer also runs the vaults and the browser of the trial.
    store: { ...defaults.store, timeoutMs: 60_000 },
    chain: { ...defaults.chain, timeoutMs: 20_000 },
    listen: { host: '127.0.0.1', port: ports?.records ?? 0 },
    metrics: null,
    logLevel: 'silent',
    trustedHops: 0,
    rpId: 'localhost',
    origins: [origin],
    blobs: { kind: 'directory', path: join(options.directory, 'binaries') },
    identity: null,
    anonymous: { perNetwork: 100_000, inAll: 100_000 },
    ...options.recordsConfig,
    directory,
    federationFile,
  };
  const secrets = { databaseUrl: new Secret(recordsDatabase), blobs: null, identity: null };
  const overrides = {
    now: options.clock.now,
    ...(options.logger === undefined ? {} : { logger: options.logger }),
  };
  const records = await createRecordsServer(recordsConfig, secrets, overrides);
  let current = records;
  building.defer(() => current.close());
  const recordsOutage: TrialServers['recordsOutage'] = async (during) => {
    await current.close();
    try {
      await during(records.url);
    } finally {
      const listen = { host: recordsConfig.listen.host, port: Number(new URL(records.url).port) };
      current = await createRecordsServer({ ...recordsConfig, listen }, secrets, overrides);
    }
  };
  const vaults = building.use(
    await startLocalFederation({
      ...{ vaults: count, threshold, directory: directories, ports: plan.ports },
      databases: { server: options.databaseServer, prefix: options.databasePrefix },
      recordsServers: [records.key],
      config: { ...options.vaultConfig, approvals: { origin: approvals, cloudPasskeys: false }, federation },
      ...(options.about === undefined ? {} : { about: options.about }),
      now: options.clock.now,
      ...(options.logger === undefined ? {} : { logger: options.logger }),
    }),
  );
  const running = building.move();
  return {
    ...{ federation, vaults, records, recordsOutage, recordsConfig, recordsDatabase, origin },
    foundingToken: async () => (await makeFoundingToken(recordsConfig, secrets, foundingMs, overrides)).token,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** The page on which the approvers of a trial sign: that of the first vault. */
export function approvalsOrigin({ vaults }: { readonly vaults: readonly number[] }): string {
  return `http://localhost:${vaults[0] ?? 0}`;
}

/** Creates a database on the server if it is missing. @returns its URL */
async function makeDatabase(server: string, name: string): Promise<string> {
  await using admin = openDatabase({
    url: new Secret(server),
    applicationName: 'etanche-trial',
    poolSize: 1,
    statementTimeoutMs: 30_000,
  });
  const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  if (rowCount === 0) await admin.query(`CREATE DATABASE "${name.replaceAll('"', '""')}"`);
  const url = new URL(server);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
}
