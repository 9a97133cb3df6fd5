import { Worker } from 'node:worker_threads';
import { blockCount, numbersPerBlock, type NirSpace } from './nir-space.ts';
import type { SearchJob } from './nir-search-worker.ts';

export type SearchResult = {
  /** Numbers recovered from their fingerprints, 15 characters each. */
  readonly found: readonly string[];
  readonly tried: number;
  readonly perSecond: number;
  /** Estimated time for the whole space at this speed on this machine. */
  readonly wholeSpaceSeconds: number;
};

/** Reverses bare SHA-256 fingerprints of NIRs by trying the space, on all given cores, for at most `seconds`. */
export async function searchNirs(options: {
  space: NirSpace;
  fingerprints: readonly string[];
  workers: number;
  seconds: number;
  now: () => number;
}): Promise<SearchResult> {
  const shared = new SharedArrayBuffer(8);
  const control = new Int32Array(shared);
  const found: string[] = [];
  const stop = () => Atomics.store(control, 1, 1);
  const started = options.now();
  const timer = setTimeout(stop, options.seconds * 1000);
  const job: SearchJob = { space: options.space, fingerprints: options.fingerprints, shared };
  const wanted = new Set(options.fingerprints).size;
  try {
    const onFound = (number: string) => {
      found.push(number);
      if (found.length === wanted) stop();
    };
    await Promise.all(Array.from({ length: options.workers }, () => runWorker(job, onFound)));
  } finally {
    clearTimeout(timer);
    stop();
  }
  const tried = Math.min(Atomics.load(control, 0), blockCount(options.space)) * numbersPerBlock;
  const perSecond = tried / ((options.now() - started) / 1000);
  return { found, tried, perSecond, wholeSpaceSeconds: (blockCount(options.space) * numbersPerBlock) / perSecond };
}

async function runWorker(job: SearchJob, onFound: (number: string) => void): Promise<void> {
  const worker = new Worker(new URL('./nir-search-worker.ts', import.meta.url), { workerData: job });
  await new Promise<void>((resolve, reject) => {
    worker.on('message', (message: { found: string } | { done: true }) => {
      if ('found' in message) onFound(message.found);
    });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`search worker ended with code ${code}`));
    });
  });
}
