import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toBase64url, type Federation } from '@etanche/core-protocol';
import { openDatabase, Secret } from '@etanche/platform';
import {
  createRecordsServer,
  defaults,
  makeFoundingToken,
  type RecordsConfig,
  type RecordsServer,
} from '@etanche/records-server';
import { startLocalFederation, type LocalFederation } from '@etanche/vault-server';
import type { PracticeOptions } from './start-practice.ts';

/** The running servers, and what was told to them. */
export type TrialServers = AsyncDisposable & {
  readonly federation: Federation;
  readonly vaults: LocalFederation;
  readonly records: RecordsServer;
  readonly recordsConfig: RecordsConfig;
  /** URL of the records server's database, password included. */
  readonly recordsDatabase: string;
  /** Origin of the records page, to which passkeys are bound. */
  readonly origin: string;
  foundingToken(): Promise<string>;
};

type Options = Omit<PracticeOptions, 'members'>;

const origin = 'http://localhost:8180';
const approvalsOrigin = 'http://localhost:8181';
const foundingMs = 3_600_000;

/**
 * Starts the vaults, then the records server, then the vaults again: they name its key among their operators, and it
 * names theirs in its federation. Each party of a real practice does its part by hand.
 */
export async function startServers(options: Options): Promise<TrialServers> {
  await using building = new AsyncDisposableStack();
  const federation = await (async () => {
    // Nobody holds this operator's key; vaults do not start without one.
    await using first = await startVaults(options, [toBase64url(randomBytes(32))], null);
    return first.federation;
  })();
  const federationFile = join(options.directory, 'federation.json');
  await writeFile(federationFile, JSON.stringify(federation));

  const recordsDatabase = await makeDatabase(options.databaseServer, `${options.databasePrefix}_records`);
  const directory = join(options.directory, 'records');
  const recordsConfig: RecordsConfig = {
    ...defaults,
    listen: { host: '127.0.0.1', port: 0 },
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
  const records = building.use(await createRecordsServer(recordsConfig, secrets, overrides));
  const vaults = building.use(await startVaults(options, [records.key], federation));
  const running = building.move();
  return {
    ...{ federation, vaults, records, recordsConfig, recordsDatabase, origin },
    foundingToken: async () => (await makeFoundingToken(recordsConfig, secrets, foundingMs, overrides)).token,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function startVaults(
  options: Options,
  operators: readonly string[],
  federation: Federation | null,
): Promise<LocalFederation> {
  return startLocalFederation({
    vaults: options.vaults,
    threshold: options.threshold,
    directory: join(options.directory, 'vaults'),
    databases: { server: options.databaseServer, prefix: options.databasePrefix },
    operators,
    config: { ...options.vaultConfig, approvals: federation && { origin: approvalsOrigin }, federation },
    now: options.clock.now,
    ...(federation === null ? {} : { ports: federation.vaults.map(({ url }) => Number(new URL(url).port)) }),
    ...(options.logger === undefined ? {} : { logger: options.logger }),
  });
}

/** A database on the server, made when it is missing. @returns its URL */
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
