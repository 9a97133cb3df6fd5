import type { Bytes } from '@etanche/core-wire';
import type { OutputRow, OutputStore } from './output-store.ts';

const rowStore = 'rows';
const deviceStore = 'device';
const secretKey = 'secret';

/** Stores sealed outputs in IndexedDB. @param name of the database */
export async function createBrowserOutputStore(factory: IDBFactory, name: string): Promise<OutputStore> {
  const database = await open(factory, name);
  const run = <T>(
    mode: IDBTransactionMode,
    store: string,
    step: (rows: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> => {
    const transaction = database.transaction(store, mode);
    const request = step(transaction.objectStore(store));
    return new Promise((resolve, reject) => {
      transaction.addEventListener('complete', () => {
        resolve(request.result);
      });
      const fail = (): void => {
        reject(new Error('the output store of this device failed', { cause: transaction.error }));
      };
      transaction.addEventListener('abort', fail);
      transaction.addEventListener('error', fail);
    });
  };
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

function open(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  const request = factory.open(name, 1);
  request.addEventListener('upgradeneeded', () => {
    request.result.createObjectStore(rowStore, { keyPath: 'id' });
    request.result.createObjectStore(deviceStore);
  });
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => {
      resolve(request.result);
    });
    request.addEventListener('error', () => {
      reject(new Error('the output store of this device cannot be opened', { cause: request.error }));
    });
  });
}
