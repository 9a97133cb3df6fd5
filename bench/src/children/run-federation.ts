import { join } from 'node:path';
import { makeOperatorKeys, openOperatorKeys, type OperatorKeys } from '@etanche/check-import';
import { type Federation } from '@etanche/core-vault-protocol';
import { toBase64url } from '@etanche/core-wire';
import { defaults, type VaultConfig } from '@etanche/vault-server';
import type { BenchRun } from '../bench-run.ts';
import { random } from '../random.ts';
import type { FederationAnswer, FederationQuestion } from './federation-child.ts';
import { startChild } from './start-child.ts';

export type RunningFederation = AsyncDisposable & {
  readonly federation: Federation;
  /** The engines on which the vaults evaluate. */
  readonly engines: readonly string[];
  readonly keys: OperatorKeys;
  /** The operator's key file, for a process that opens it itself. */
  readonly keyFile: { readonly bytes: Uint8Array; readonly passphrase: string };
  /** CPU time of all vaults, in seconds. */
  cpuSeconds(): Promise<number>;
};

/**
 * Quotas beyond the use of a run: units are counted in PostgreSQL and in memory, but never refused. Proof of work is
 * disabled, since it would cost the caller's time.
 */
export const generous = {
  ceiling: { perMinute: 1_000_000_000, perDay: 1_000_000_000 },
  importer: { units: 1_000_000_000, days: 14 },
  network: { ...defaults.network, perDay: 1_000_000_000, burst: 500_000_000 },
  work: { ...defaults.work, fromPercent: 100 },
} as const;

/** The parent of the directories `vault-<index>`. */
export function federationDirectory(run: BenchRun, name: string): string {
  return join(run.directory, `vaults-${name}`);
}

/** Vaults in another process, each with a database of its own, with one operator. */
export async function runFederation(
  run: BenchRun,
  name: string,
  shape: { readonly vaults: number; readonly threshold: number },
  config: Partial<Pick<VaultConfig, 'workers' | 'engine'>>,
): Promise<RunningFederation> {
  await using building = new AsyncDisposableStack();
  const lock = { passphrase: toBase64url(random(16)), workFactor: 4 };
  const bytes = await makeOperatorKeys(lock, random);
  const keys = await openOperatorKeys(bytes, lock);
  const child = building.use(
    startChild<FederationQuestion, FederationAnswer>(new URL('./federation-child.ts', import.meta.url)),
  );
  const { federation, engines } = await child.ask({
    ask: 'start',
    options: {
      ...shape,
      directory: federationDirectory(run, name),
      databases: { server: await run.databaseServer(), prefix: `bench_${name}` },
      operators: [toBase64url(keys.signing.publicKey)],
      config: { ...generous, ...config },
    },
  });
  if (federation === null) throw new Error('the vaults did not start');
  const running = building.move();
  return {
    ...{ federation, engines, keys, keyFile: { bytes, passphrase: lock.passphrase } },
    cpuSeconds: async () => (await child.ask({ ask: 'cpu' })).cpuSeconds,
    [Symbol.asyncDispose]: async () => running.disposeAsync(),
  };
}
