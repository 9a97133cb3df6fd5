import type { Memory } from '../options.ts';

const store = 'values';

/** Memory of this device in IndexedDB, which workers have and localStorage is not. @param name of the database */
export async function createBrowserMemory(factory: IDBFactory, name: string): Promise<Memory> {
  const database = await open(factory, name);
  const run = <T>(mode: IDBTransactionMode, step: (values: IDBObjectStore) => IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode);
      const request = step(transaction.objectStore(store));
      transaction.addEventListener('complete', () => {
        resolve(request.result);
      });
      const fail = (): void => {
        reject(new Error('the memory of this device failed', { cause: transaction.error }));
      };
      transaction.addEventListener('abort', fail);
      transaction.addEventListener('error', fail);
    });
  return {
    get: async (key) => (await run('readonly', (values) => values.get(key) as IDBRequest<string | undefined>)) ?? null,
    async set(key, value) {
      await run('readwrite', (values) => values.put(value, key));
    },
  };
}

function open(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  const request = factory.open(name, 1);
  request.addEventListener('upgradeneeded', () => {
    request.result.createObjectStore(store);
  });
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => {
      resolve(request.result);
    });
    request.addEventListener('error', () => {
      reject(new Error('the memory of this device cannot be opened', { cause: request.error }));
    });
  });
}
