import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Operations of one core in a second of CPU time, by libsodium in WebAssembly. */
export type Rates = {
  readonly multiply: number;
  readonly add: number;
  /** Multiplication of the generator. */
  readonly base: number;
  readonly hashToGroup: number;
  readonly hashToScalar: number;
  /** Decoding and checking an element from base64url. */
  readonly door: number;
};

/** The cost of each operation in multiplications. */
export type Weights = Omit<Rates, 'multiply'>;

/** The mean of all cores, all busy at once: a core with an idle neighbour is faster than on any server. */
export async function measureOperations(cores: number, seconds: number): Promise<Rates> {
  return meanRates(await Promise.all(Array.from({ length: cores }, async () => onOneThread(seconds))));
}

export function meanRates(all: readonly Rates[]): Rates {
  const mean = (name: keyof Rates) => all.reduce((sum, rates) => sum + rates[name], 0) / all.length;
  return {
    multiply: mean('multiply'),
    add: mean('add'),
    base: mean('base'),
    hashToGroup: mean('hashToGroup'),
    hashToScalar: mean('hashToScalar'),
    door: mean('door'),
  };
}

export function weightsOf({ multiply, ...others }: Rates): Weights {
  return {
    add: multiply / others.add,
    base: multiply / others.base,
    hashToGroup: multiply / others.hashToGroup,
    hashToScalar: multiply / others.hashToScalar,
    door: multiply / others.door,
  };
}

async function onOneThread(seconds: number): Promise<Rates> {
  const worker = new Worker(new URL('./operations-worker.ts', import.meta.url), { workerData: { seconds } });
  const [rates] = (await once(worker, 'message')) as [Rates];
  await worker.terminate();
  return rates;
}
