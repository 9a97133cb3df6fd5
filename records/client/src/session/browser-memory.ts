import type { Memory } from '../options.ts';
import { openBrowserDatabase } from './browser-database.ts';

const store = 'values';

/** Memory of this device in IndexedDB, which workers have, unlike localStorage. @param name of the database */
export async function createBrowserMemory(factory: IDBFactory, name: string): Promise<Memory> {
  const run = await openBrowserDatabase(factory, name, 'memory', (database) => {
    database.createObjectStore(store);
  });
  return {
    get: async (key) =>
      (await run('readonly', store, (values) => values.get(key) as IDBRequest<string | undefined>)) ?? null,
    async set(key, value) {
      await run('readwrite', store, (values) => values.put(value, key));
    },
  };
}
