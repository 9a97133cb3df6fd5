import type { Federation } from '@etanche/core-vault-protocol';
import type { Bytes } from '@etanche/core-wire';
import type { BenchRun } from '../bench-run.ts';
import type { LoadAnswer, LoadQuestion } from '../children/load-child.ts';
import type { Child } from '../children/start-child.ts';
import { postgresCpuSeconds } from './postgres-cpu.ts';

/** A type of caller: elements of a request, concurrent requests, and whether it signs. */
export type Load = {
  readonly what: string;
  readonly batch: number;
  readonly connections: number;
  readonly signed: boolean;
};

export const loads: readonly Load[] = [
  { what: 'single proofs, anonymous', batch: 1, connections: 64, signed: false },
  { what: 'batches of 20, anonymous', batch: 20, connections: 32, signed: false },
  { what: 'batches of 256, importer', batch: 256, connections: 8, signed: true },
];

export type LoadRate = {
  /** Elements per CPU second of the vault. */
  readonly perSecond: number;
  /** PostgreSQL's CPU time divided by the vault's, or null. */
  readonly store: number | null;
};

const warmSeconds = 1;

/** Loads one vault for half of the seconds of this size, after one to warm up. Fails if the vault refuses a request. */
export async function measureLoad(
  run: BenchRun,
  callers: Child<LoadQuestion, LoadAnswer>,
  vault: {
    readonly federation: Federation;
    readonly cpuSeconds: () => Promise<number>;
    readonly keySet: string;
    readonly importerSeed: Bytes;
    readonly load: Load;
  },
): Promise<LoadRate> {
  const { federation, keySet, importerSeed, cpuSeconds, load } = vault;
  const { batch, connections, signed } = load;
  const port = new URL(await run.databaseServer()).port;
  const question = { federation, keySet, batch, connections };
  const ask = async (seconds: number) =>
    callers.ask({ ...question, seconds, importerSeed: signed ? importerSeed : null });
  await ask(warmSeconds);
  const [vaultBefore, storeBefore] = [await cpuSeconds(), await postgresCpuSeconds(port)];
  const { answered, refused } = await ask(run.sizes.seconds / 2);
  const [vaultAfter, storeAfter] = [await cpuSeconds(), await postgresCpuSeconds(port)];
  if (refused > 0) throw new Error(`the vault refused ${refused} of ${refused + answered} requests`);
  const cpu = vaultAfter - vaultBefore;
  const store = storeBefore === null || storeAfter === null ? null : (storeAfter - storeBefore) / cpu;
  return { perSecond: (answered * batch) / cpu, store };
}

/** The mean of two measurements of one vault. */
export function meanRate(one: LoadRate, other: LoadRate): LoadRate {
  const store = one.store === null || other.store === null ? null : (one.store + other.store) / 2;
  return { perSecond: (one.perSecond + other.perSecond) / 2, store };
}
