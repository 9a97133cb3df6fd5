import { createOutputMemory, type OutputRow, type OutputStore } from '../../src/index.ts';

/** A store, and its rows as a reader of the disk sees them. */
export type WatchedStore = { readonly store: OutputStore; rows(): Promise<readonly OutputRow[]> };

export function createWatchedStore(): WatchedStore {
  const inner = createOutputMemory();
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
