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

/** All that a store has. `secret` is null before a session has asked for it. */
export type OutputContent = { readonly secret: Bytes | null; readonly rows: readonly OutputRow[] };

/**
 * A store that lasts until the process ends.
 *
 * @param before content of an earlier process
 * @param keep called with all of the content after each change, before the change is answered
 */
export function createOutputMemory(
  before: OutputContent = { secret: null, rows: [] },
  keep: (content: OutputContent) => Promise<void> = () => Promise.resolve(),
): OutputStore {
  let { secret } = before;
  const rows = new Map(before.rows.map((row) => [row.id, row]));
  const changed = (): Promise<void> => keep({ secret, rows: Array.from(rows.values()) });
  const removeWhere = async (isRemoved: (row: OutputRow) => boolean): Promise<void> => {
    const removed = Array.from(rows.values()).filter(isRemoved);
    for (const { id } of removed) rows.delete(id);
    if (removed.length > 0) await changed();
  };
  return {
    async deviceSecret(made) {
      if (secret === null) {
        secret = Uint8Array.from(made);
        await changed();
      }
      return Uint8Array.from(secret);
    },
    get: (id) => Promise.resolve(rows.get(id) ?? null),
    async put(row) {
      rows.set(row.id, row);
      await changed();
    },
    rows: (owner) => Promise.resolve(Array.from(rows.values()).filter(({ owners }) => owners.includes(owner))),
    remove: (ids) => removeWhere(({ id }) => ids.includes(id)),
    removeOwner: (owner) => removeWhere(({ owners }) => owners.includes(owner)),
    removeUntil: (now) => removeWhere(({ dropAfter }) => dropAfter <= now),
  };
}
