import type { Bytes } from '@etanche/core-wire';
import { openBrowserDatabase } from '../session/browser-database.ts';
import type { SealedRow, SealedStore } from './sealed-store.ts';

const rowStore = 'rows';
const deviceStore = 'device';
const secretKey = 'secret';

/** Stores sealed drafts in IndexedDB; a row is on the disk before `put` resolves. @param name of the database */
export async function createBrowserSealedStore(factory: IDBFactory, name: string): Promise<SealedStore> {
  const create = (database: IDBDatabase): void => {
    database.createObjectStore(rowStore, { keyPath: 'id' });
    database.createObjectStore(deviceStore);
  };
  const run = await openBrowserDatabase(factory, name, 'draft store', create, 'strict');
  return {
    async deviceSecret(made) {
      // If two pages start at once, the first secret is used by both.
      await run('readwrite', deviceStore, (rows) => rows.add(made, secretKey)).catch(() => undefined);
      return run<Bytes>('readonly', deviceStore, (rows) => rows.get(secretKey) as IDBRequest<Bytes>);
    },
    async put(row) {
      await run('readwrite', rowStore, (rows) => rows.put(row));
    },
    rows: async (owner) => {
      const all = await run('readonly', rowStore, (rows) => rows.getAll() as IDBRequest<SealedRow[]>);
      return all.filter((row) => row.owner === owner);
    },
    async remove(id) {
      await run('readwrite', rowStore, (rows) => rows.delete(id));
    },
  };
}
