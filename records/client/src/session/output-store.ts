import type { Bytes } from '@etanche/core-wire';

/** A sealed output as a device stores it. Only with the owner's passkey can its input and owner be determined. */
export type OutputRow = {
  readonly id: string;
  /** Marks of the member and of the passkey that own it. */
  readonly owners: readonly [member: string, passkey: string];
  /** Full hour, in milliseconds since 1970, after which no session accepts it. */
  readonly dropAfter: number;
  readonly sealed: Bytes;
};

/**
 * Where a device stores sealed outputs across a lock: `createBrowserOutputStore` in a browser, `createOutputMemory` in
 * a process. An attacker who writes to it can only make openings cost a unit again.
 */
export type OutputStore = {
  /** 32 random bytes of this device, which never leave it. Stores and returns `made` if there are none yet. */
  deviceSecret(made: Bytes): Promise<Bytes>;
  get(id: string): Promise<OutputRow | null>;
  put(row: OutputRow): Promise<void>;
  rows(owner: string): Promise<readonly OutputRow[]>;
  remove(ids: readonly string[]): Promise<void>;
  /** Deletes all rows of a member or of a passkey. */
  removeOwner(owner: string): Promise<void>;
  /** Deletes the rows whose `dropAfter` has passed; needs no passkey and runs at each start. */
  removeUntil(now: number): Promise<void>;
};

/** A store that lasts until the process ends. */
export function createOutputMemory(): OutputStore {
  let secret: Bytes | null = null;
  const rows = new Map<string, OutputRow>();
  const removeWhere = (isRemoved: (row: OutputRow) => boolean): Promise<void> => {
    for (const row of rows.values()) if (isRemoved(row)) rows.delete(row.id);
    return Promise.resolve();
  };
  return {
    deviceSecret: (made) => Promise.resolve(Uint8Array.from((secret ??= Uint8Array.from(made)))),
    get: (id) => Promise.resolve(rows.get(id) ?? null),
    put: (row) => {
      rows.set(row.id, row);
      return Promise.resolve();
    },
    rows: (owner) => Promise.resolve(Array.from(rows.values()).filter(({ owners }) => owners.includes(owner))),
    remove: (ids) => removeWhere(({ id }) => ids.includes(id)),
    removeOwner: (owner) => removeWhere(({ owners }) => owners.includes(owner)),
    removeUntil: (now) => removeWhere(({ dropAfter }) => dropAfter <= now),
  };
}
