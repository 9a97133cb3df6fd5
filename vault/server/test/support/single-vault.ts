import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '@etanche/platform';
import {
  createVault,
  defaults,
  makeSeeds,
  prepareHolder,
  type Overrides,
  type Vault,
  type VaultConfig,
} from '../../src/index.ts';
import { random } from './caller.ts';

/** The directory of a vault that is alone in its federation, named as in a larger one, and removed at the end. */
export async function makeVaultDirectory(): Promise<{ directory: string } & Disposable> {
  const root = mkdtempSync(join(tmpdir(), 'etanche-vault-'));
  const directory = join(root, 'vault-1');
  const holder = await prepareHolder(directory, { generation: 1, vaults: 1, threshold: 1, index: 1 });
  await makeSeeds(directory, [holder], random);
  return {
    directory,
    [Symbol.dispose]: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** A directory for another replica: the same secrets, without a last count. */
export function copyForReplica(directory: string): string {
  const copy = `${directory}-replica`;
  cpSync(directory, copy, { recursive: true, filter: (source) => !source.endsWith('last-count.jws') });
  return copy;
}

export function testConfig(directory: string, operators: readonly string[], change: Partial<VaultConfig>): VaultConfig {
  return {
    ...defaults,
    store: { ...defaults.store, timeoutMs: 60_000 },
    directory,
    about: { owner: 'Association des essais', jurisdiction: 'FR', trial: true },
    operators,
    recordsServers: [],
    listen: { host: '127.0.0.1', port: 0 },
    metrics: null,
    trustedHops: 0,
    workers: 1,
    heartbeatMs: 100,
    logLevel: 'silent',
    practices: { perMinute: 100_000, burst: 100_000 },
    network: { perDay: 2_000_000, burst: 1_000_000, networks: 1000 },
    ...change,
  };
}

export function startVault(
  directory: string,
  databaseUrl: string,
  operators: readonly string[],
  change: Partial<VaultConfig> = {},
  overrides: Overrides = {},
): Promise<Vault> {
  const config = testConfig(directory, operators, change);
  return createVault(config, { databaseUrl: new Secret(databaseUrl), smtpUrl: null }, overrides);
}
