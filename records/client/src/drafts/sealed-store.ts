import type { Bytes } from '@etanche/core-wire';

type Sealed = { readonly id: string; readonly owner: string; readonly sealed: Bytes };

/** A sealed draft as a device stores it. `hour`: full hours since 1970 at which it was stored, if it ends. */
export type SealedRow = Sealed & { readonly hour?: number };

/** A sealed piece of a large content. `hour`: full hours since 1970 at which it was stored. */
export type SealedPiece = Sealed & { readonly hour: number };

/**
 * Where a device stores sealed drafts across a lock, a crash and a sign-out: `createBrowserSealedStore` in a browser,
 * `createSealedMemory` in a process. `put` and `putPiece` resolve when the row is on the disk.
 */
export type SealedStore = {
  /** 32 random bytes of this device, which never leave it. Stores and returns `made` if there are none yet. */
  deviceSecret(made: Bytes): Promise<Bytes>;
  put(row: SealedRow): Promise<void>;
  rows(owner: string): Promise<readonly SealedRow[]>;
  remove(id: string): Promise<void>;
  /** Deletes the rows with an hour before this one, of every owner. */
  removeRowsBefore(hour: number): Promise<void>;
  putPiece(piece: SealedPiece): Promise<void>;
  piece(id: string): Promise<SealedPiece | null>;
  /** Ids of the pieces of an owner that were stored before this hour. */
  pieceIds(owner: string, beforeHour: number): Promise<readonly string[]>;
  removePiece(id: string): Promise<void>;
};

/** A store that lasts until the process ends. */
export function createSealedMemory(): SealedStore {
  let secret: Bytes | null = null;
  const rows = new Map<string, SealedRow>();
  const pieces = new Map<string, SealedPiece>();
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
    removeRowsBefore: (hour) => {
      for (const row of rows.values()) if (row.hour !== undefined && row.hour < hour) rows.delete(row.id);
      return Promise.resolve();
    },
    putPiece: (piece) => {
      pieces.set(piece.id, piece);
      return Promise.resolve();
    },
    piece: (id) => Promise.resolve(pieces.get(id) ?? null),
    pieceIds: (owner, beforeHour) => {
      const own = Array.from(pieces.values()).filter((one) => one.owner === owner && one.hour < beforeHour);
      return Promise.resolve(own.map(({ id }) => id));
    },
    removePiece: (id) => {
      pieces.delete(id);
      return Promise.resolve();
    },
  };
}
