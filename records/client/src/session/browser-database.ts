/** Runs one request in a transaction of its own, on one store. */
export type RunRequest = <T>(
  mode: IDBTransactionMode,
  store: string,
  step: (rows: IDBObjectStore) => IDBRequest<T>,
) => Promise<T>;

/**
 * Opens a database of IndexedDB.
 *
 * @param what of it, for errors: `the … of this device failed`
 * @param create creates the stores of a new database
 * @param durability `strict`: a change is on the disk when its request resolves
 */
export async function openBrowserDatabase(
  factory: IDBFactory,
  name: string,
  what: string,
  create: (database: IDBDatabase) => void,
  durability: 'default' | 'strict' = 'default',
): Promise<RunRequest> {
  const database = await open(factory, name, what, create);
  return (mode, store, step) => {
    const transaction = database.transaction(store, mode, { durability });
    const request = step(transaction.objectStore(store));
    return new Promise((resolve, reject) => {
      transaction.addEventListener('complete', () => {
        resolve(request.result);
      });
      const fail = (): void => {
        reject(new Error(`the ${what} of this device failed`, { cause: transaction.error }));
      };
      transaction.addEventListener('abort', fail);
      transaction.addEventListener('error', fail);
    });
  };
}

function open(
  factory: IDBFactory,
  name: string,
  what: string,
  create: (database: IDBDatabase) => void,
): Promise<IDBDatabase> {
  const request = factory.open(name, 1);
  request.addEventListener('upgradeneeded', () => {
    create(request.result);
  });
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => {
      resolve(request.result);
    });
    request.addEventListener('error', () => {
      reject(new Error(`the ${what} of this device cannot be opened`, { cause: request.error }));
    });
  });
}
