import type { Bytes } from '@etanche/core-wire';

/** A sealed draft as a device stores it. */
export type SealedRow = { readonly id: string; readonly owner: string; readonly sealed: Bytes };

/**
 * Where a device stores sealed drafts across a lock, a crash and a sign-out: `createBrowserSealedStore` in a browser,
 * `createSealedMemory` in a process. `put` resolves when the row is on the disk.
 */
export type SealedStore = {
  /** 32 random bytes of this device, which never leave it. Stores and returns `made` if there are none yet. */
  deviceSecret(made: Bytes): Promise<Bytes>;
  put(row: SealedRow): Promise<void>;
  rows(owner: string): Promise<readonly SealedRow[]>;
  remove(id: string): Promise<void>;
};

/** A store that lasts until the process ends. */
export function createSealedMemory(): SealedStore {
  let secret: Bytes | null = null;
  const rows = new Map<string, SealedRow>();
  return {
    deviceSecret: (made) => Promise.resolve(Uint8Array.from((secret ??= Uint8Array.from(made)))),
    put: (row) => {
      rows.set(row.id, row);
      return Promise.resolve();
    },
    rows: (owner) => Promise.resolve(Array.from(rows.values()).filter((row) => row.owner === owner)),
    remove: (id) => {
      rows.delete(id);
      return Promise.resolve();
    },
  };
}
