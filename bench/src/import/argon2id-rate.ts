import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Stretch } from '@etanche/core-check-protocol';

/** Hashes per second with one thread per core, like the import, and no other work. */
export async function argon2idRate(cores: number, seconds: number, stretch: Stretch): Promise<number> {
  const program = new URL('./argon2id-worker.ts', import.meta.url);
  const rates = await Promise.all(
    Array.from({ length: cores }, async () => {
      const worker = new Worker(program, { workerData: { seconds, stretch } });
      const [rate] = (await once(worker, 'message')) as [number];
      return rate;
    }),
  );
  return rates.reduce((sum, rate) => sum + rate, 0);
}
