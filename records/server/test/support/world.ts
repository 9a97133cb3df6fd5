import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { ed25519KeyPair, toBase64url } from '@etanche/core-wire';
import { TestDatabase } from '@etanche/platform';
import { startTestFederation, type TestFederation } from '../../../../vault/server/test/support/federation.ts';
import {
  createRecordsServer,
  defaults,
  migrationsDirectory,
  type Overrides,
  type RecordsConfig,
  type RecordsSecrets,
  type RecordsServer,
} from '../../src/index.ts';
import { random } from './store.ts';

export const origin = 'https://records.example';
const rpId = 'records.example';

/** Vaults, a store and a records server, in directories of their own. */
export type World = {
  readonly federation: TestFederation;
  readonly own: TestDatabase;
  readonly server: RecordsServer;
  readonly config: RecordsConfig;
  readonly directory: string;
  /** Another server of the same operator on the same store. */
  readonly another: (change?: Partial<RecordsConfig>, overrides?: Overrides) => Promise<RecordsServer>;
} & AsyncDisposable;

export async function startWorld(
  change: Partial<RecordsConfig> = {},
  overrides: Overrides = {},
  secrets: Partial<RecordsSecrets> = {},
  federationOptions: Partial<Parameters<typeof startTestFederation>[0]> = {},
): Promise<World> {
  await using building = new AsyncDisposableStack();
  const directory = mkdtempSync(join(tmpdir(), 'etanche-records-'));
  building.defer(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const seed = random(32);
  const publicKey = toBase64url((await ed25519KeyPair(seed)).publicKey);
  const key = { format: 'etanche/v1/records-server-key', publicKey, seed: toBase64url(seed) };
  writeFileSync(join(directory, 'server-key.json'), JSON.stringify(key), { mode: 0o600 });
  const federation = building.use(
    await startTestFederation({ recordsServers: [publicKey], ...clockOf(overrides), ...federationOptions }),
  );
  writeFileSync(join(directory, 'federation.json'), JSON.stringify(federation.federation));
  const own = building.use(await TestDatabase.create(inject('testServer'), migrationsDirectory));
  const config: RecordsConfig = { ...testConfig(directory), ...change };
  const start = (more: Partial<RecordsConfig> = {}, over: Overrides = {}) =>
    createRecordsServer(
      { ...config, ...more },
      { databaseUrl: own.url, blobs: null, identity: null, ...secrets },
      { ...overrides, ...over },
    );
  const server = building.use(await start());
  const all = building.move();
  return {
    federation,
    own,
    server,
    config,
    directory,
    another: start,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

function testConfig(directory: string): RecordsConfig {
  return {
    ...defaults,
    store: { ...defaults.store, timeoutMs: 60_000 },
    directory,
    listen: { host: '127.0.0.1', port: 0 },
    metrics: null,
    trustedHops: 0,
    rpId,
    origins: [origin],
    federationFile: join(directory, 'federation.json'),
    blobs: { kind: 'directory', path: join(directory, 'binaries') },
    identity: null,
    anonymous: { perNetwork: 100_000, inAll: 100_000 },
    logLevel: 'silent',
  };
}

function clockOf({ now }: Overrides): { now?: () => number } {
  return now === undefined ? {} : { now };
}
