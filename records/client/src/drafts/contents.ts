import { concat, type Bytes } from '@etanche/core-wire';
import type { DraftKeys } from '@etanche/core-sealing';
import { RecordsClientError } from '../records-client-error.ts';
import type { RecordsClient } from '../session/client.ts';
import type { SealedStore } from './sealed-store.ts';

/** A large content that this device stores in sealed pieces. Its draft names it. `length` in bytes. */
export type StoredContent = { readonly name: string; readonly length: number };

/**
 * Large contents of drafts, such as scanned documents. Each piece is sealed under its own id, which covers the
 * content's name, the number of the piece and the length of the whole, so that no piece stands for another.
 */
export type DraftContents = {
  /** When it resolves, a crash does not lose it. A draft that names it must follow within the hour. */
  put(name: string, content: Bytes): Promise<StoredContent>;
  /** @throws RecordsClientError `draft_not_stored` if a piece is missing or does not open */
  read(stored: StoredContent): Promise<Bytes>;
  remove(stored: StoredContent): Promise<void>;
  /** Deletes the pieces that none of these names, which an interrupted step has left. */
  keepOnly(stored: readonly StoredContent[]): Promise<void>;
};

const pieceBytes = 512 * 1024;
const hourMs = 3_600_000;

/** @param keys throws `locked` after the lock */
export function createDraftContents(
  { environment }: Pick<RecordsClient, 'environment'>,
  store: SealedStore,
  keys: () => DraftKeys,
  onDevice: <T>(step: () => Promise<T>) => Promise<T>,
): DraftContents {
  const hourNow = (): number => Math.floor(environment.now() / hourMs);
  const idsOf = ({ name, length }: StoredContent): Promise<string[]> => {
    const count = Math.max(1, Math.ceil(length / pieceBytes));
    return Promise.all(Array.from({ length: count }, (_, i) => keys().id(`content/${name}/${i}/${length}`)));
  };
  return {
    async put(name, content) {
      const stored = { name, length: content.length };
      const own = keys();
      for (const [i, id] of (await idsOf(stored)).entries()) {
        const piece = content.subarray(i * pieceBytes, (i + 1) * pieceBytes);
        const sealed = await own.seal(id, piece, environment.random);
        await onDevice(() => store.putPiece({ id, owner: own.owner, sealed, hour: hourNow() }));
      }
      return stored;
    },
    async read(stored) {
      const pieces: Bytes[] = [];
      for (const id of await idsOf(stored)) {
        const found = await onDevice(() => store.piece(id));
        if (found === null) throw new RecordsClientError('draft_not_stored', 'a piece of a content is missing');
        pieces.push(await onDevice(() => keys().open(id, found.sealed)));
      }
      const content = concat(...pieces);
      if (content.length === stored.length) return content;
      throw new RecordsClientError(
        'draft_not_stored',
        `a content of ${content.length} bytes instead of ${stored.length}`,
      );
    },
    async remove(stored) {
      for (const id of await idsOf(stored)) await onDevice(() => store.removePiece(id));
    },
    async keepOnly(stored) {
      const named = new Set((await Promise.all(stored.map(idsOf))).flat());
      // A step of another tab may be storing the pieces of this hour and the last one.
      const old = await onDevice(() => store.pieceIds(keys().owner, hourNow() - 1));
      for (const id of old) if (!named.has(id)) await onDevice(() => store.removePiece(id));
    },
  };
}
