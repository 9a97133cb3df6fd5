import { fromBase64url, fromUtf8, utf8 } from '@etanche/core-wire';
import { deriveDraftKeys, SealingError, type DraftKeys } from '@etanche/core-sealing';
import { RecordsClientError } from '../records-client-error.ts';
import type { RecordsClient } from '../session/client.ts';
import { createDraftContents, type DraftContents } from './contents.ts';
import type { SealedRow, SealedStore } from './sealed-store.ts';

/** Something typed that the server does not have yet. `value` is the JSON value that was stored. */
export type Draft = { readonly name: string; readonly storedAt: number; readonly value: unknown };

/**
 * The drafts of a member on one device. They survive a lock, a crash and a sign-out, sealed; each method throws
 * `locked` after the lock, and `draft_not_stored` if the device fails.
 */
export type Drafts = {
  /** Stores a draft in place of an earlier one of this name. When it resolves, a crash does not lose it. */
  put(name: string, value: unknown): Promise<void>;
  /** Oldest first. `unreadable`: entries of this member that do not open, which stay on the device. */
  all(): Promise<{ readonly drafts: readonly Draft[]; readonly unreadable: number }>;
  remove(name: string): Promise<void>;
  readonly contents: DraftContents;
};

const hourMs = 3_600_000;

/**
 * @param lifeMs after which a draft is deleted, also of a member who does not come back; null: never. A store has
 *   drafts of one life only.
 * @throws RecordsClientError `locked`, `draft_not_stored`; RangeError for a kit
 */
export async function openDrafts(
  client: RecordsClient,
  store: SealedStore,
  lifeMs: number | null = null,
): Promise<Drafts> {
  const { environment, practice, secrets, session } = client;
  const device = await onDevice(async () => store.deviceSecret(Uint8Array.from(environment.random(32))));
  const seed = fromBase64url(secrets.keyring().seed, 32);
  const owner = { practice: practice.id, member: session.member, keysHash: secrets.keysHash() };
  let open: DraftKeys | null = await deriveDraftKeys(seed, device, owner);
  seed.fill(0);
  session.lockSignal.addEventListener('abort', () => {
    open = null;
  });
  const keys = (): DraftKeys => {
    if (open === null || session.locked) throw new RecordsClientError('locked', 'the client is locked');
    return open;
  };
  if (lifeMs !== null) await onDevice(() => store.removeRowsBefore(Math.floor((environment.now() - lifeMs) / hourMs)));
  const hourOf = (at: number) => (lifeMs === null ? {} : { hour: Math.floor(at / hourMs) });
  return {
    async put(name, value) {
      const own = keys();
      const id = await own.id(name);
      const storedAt = environment.now();
      const text = utf8(JSON.stringify({ name, storedAt, value }));
      const sealed = await own.seal(id, text, environment.random);
      text.fill(0);
      await onDevice(() => store.put({ id, owner: own.owner, sealed, ...hourOf(storedAt) }));
    },
    async all() {
      const own = keys();
      const rows = await onDevice(() => store.rows(own.owner));
      const read = await Promise.all(rows.map((row) => readDraft(own, row)));
      const drafts = read.filter((draft) => draft !== null);
      const ended = drafts.filter(({ storedAt }) => lifeMs !== null && storedAt <= environment.now() - lifeMs);
      for (const { name } of ended) {
        const id = await own.id(name);
        await onDevice(() => store.remove(id));
      }
      return {
        drafts: drafts
          .filter((draft) => !ended.includes(draft))
          .toSorted((one, other) => one.storedAt - other.storedAt),
        unreadable: rows.length - drafts.length,
      };
    },
    async remove(name) {
      const id = await keys().id(name);
      await onDevice(() => store.remove(id));
    },
    contents: createDraftContents(client, store, keys, onDevice),
  };
}

/** Null if the entry does not open or is not a draft under its own id. */
async function readDraft(keys: DraftKeys, { id, sealed }: SealedRow): Promise<Draft | null> {
  try {
    const bytes = await keys.open(id, sealed);
    const draft: unknown = JSON.parse(fromUtf8(bytes));
    return isDraft(draft) && (await keys.id(draft.name)) === id ? draft : null;
  } catch (error) {
    if (error instanceof SealingError && error.code === 'cannot_open') return null;
    throw error;
  }
}

/** Entries are authenticated: only this client under the member's seed writes them. */
function isDraft(value: unknown): value is Draft {
  return typeof value === 'object' && value !== null && 'name' in value && 'storedAt' in value && 'value' in value;
}

async function onDevice<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    throw new RecordsClientError('draft_not_stored', 'the draft store of this device failed', { cause });
  }
}
