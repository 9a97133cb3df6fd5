import { Worker } from 'node:worker_threads';

/**
 * TypeScript without its types, as browsers run it. Node's function for that is experimental and says so on the standard
 * error of a server that has nothing wrong: a thread of its own keeps the remark to itself.
 */
export async function stripTypes(sources: readonly string[]): Promise<string[]> {
  const worker = new Worker(new URL('./strip-types-worker.ts', import.meta.url), {
    workerData: sources,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  } finally {
    await worker.terminate();
  }
}
