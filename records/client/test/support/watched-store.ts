import { createKeptMemory, type KeptRow, type KeptStore } from '../../src/index.ts';

/** A store, and what somebody sees who reads the disk. */
export type WatchedStore = { readonly store: KeptStore; rows(): Promise<readonly KeptRow[]> };

export function createWatchedStore(): WatchedStore {
  const inner = createKeptMemory();
  const owners = new Set<string>();
  return {
    store: {
      ...inner,
      put: async (row) => {
        owners.add(row.owners[0]);
        await inner.put(row);
      },
    },
    rows: async () => (await Promise.all(Array.from(owners, (owner) => inner.rows(owner)))).flat(),
  };
}
