import { Worker } from 'node:worker_threads';

/**
 * Strips the types from TypeScript, so that browsers can run it. Node's function for this prints an experimental
 * warning to standard error, which would suggest a problem to an operator; a worker thread suppresses it.
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
