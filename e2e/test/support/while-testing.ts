import { afterAll, beforeAll } from 'vitest';

/**
 * Starts something before the first test of a file and ends it after the last. Only tests and hooks may read the
 * result.
 */
export function whileTesting<T extends object>(start: () => Promise<T & AsyncDisposable>): T {
  let running: (T & AsyncDisposable) | undefined;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(async () => {
    await running?.[Symbol.asyncDispose]();
  });
  return new Proxy({} as T, {
    get: (_target, name): unknown => {
      if (running === undefined) throw new Error('it runs only while the tests run');
      return Reflect.get(running, name);
    },
  });
}
