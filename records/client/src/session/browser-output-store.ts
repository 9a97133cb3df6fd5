import type { Bytes } from '@etanche/core-wire';
import { openBrowserDatabase } from './browser-database.ts';
import type { OutputRow, OutputStore } from './output-store.ts';

const rowStore = 'rows';
const deviceStore = 'device';
const secretKey = 'secret';

/** Stores sealed outputs in IndexedDB. @param name of the database */
export async function createBrowserOutputStore(factory: IDBFactory, name: string): Promise<OutputStore> {
  const run = await openBrowserDatabase(factory, name, 'output store', (database) => {
    database.createObjectStore(rowStore, { keyPath: 'id' });
    database.createObjectStore(deviceStore);
  });
  const all = (): Promise<OutputRow[]> => run('readonly', rowStore, (rows) => rows.getAll() as IDBRequest<OutputRow[]>);
  const remove = async (ids: readonly string[]): Promise<void> => {
    for (const id of ids) await run('readwrite', rowStore, (rows) => rows.delete(id));
  };
  const removeWhere = async (isRemoved: (row: OutputRow) => boolean): Promise<void> => {
    await remove((await all()).filter(isRemoved).map(({ id }) => id));
  };
  return {
    async deviceSecret(made) {
      // If two pages start at once, the first secret is used by both.
      await run('readwrite', deviceStore, (rows) => rows.add(made, secretKey)).catch(() => undefined);
      return run<Bytes>('readonly', deviceStore, (rows) => rows.get(secretKey) as IDBRequest<Bytes>);
    },
    get: async (id) =>
      (await run('readonly', rowStore, (rows) => rows.get(id) as IDBRequest<OutputRow | undefined>)) ?? null,
    async put(row) {
      await run('readwrite', rowStore, (rows) => rows.put(row));
    },
    rows: async (owner) => (await all()).filter(({ owners }) => owners.includes(owner)),
    remove,
    removeOwner: (owner) => removeWhere(({ owners }) => owners.includes(owner)),
    removeUntil: (now) => removeWhere(({ dropAfter }) => dropAfter <= now),
  };
}
