import type { Bytes } from '@etanche/core-wire';
import { openBrowserDatabase } from '../session/browser-database.ts';
import type { SealedPiece, SealedRow, SealedStore } from './sealed-store.ts';

const rowStore = 'rows';
const deviceStore = 'device';
const secretKey = 'secret';
const pieceStore = 'pieces';
const byHour = 'hour';

/**
 * Stores sealed drafts in IndexedDB; a row is on the disk before `put` resolves. Pieces of large contents are in a
 * database of their own, so that reading all drafts reads none of them.
 *
 * @param name of the databases
 */
export async function createBrowserSealedStore(factory: IDBFactory, name: string): Promise<SealedStore> {
  const create = (database: IDBDatabase): void => {
    database.createObjectStore(rowStore, { keyPath: 'id' });
    database.createObjectStore(deviceStore);
  };
  const createPieces = (database: IDBDatabase): void => {
    database.createObjectStore(pieceStore, { keyPath: 'id' }).createIndex(byHour, ['owner', 'hour']);
  };
  const run = await openBrowserDatabase(factory, name, 'draft store', create, 'strict');
  const onPieces = await openBrowserDatabase(factory, `${name}-contents`, 'content store', createPieces, 'strict');
  return {
    async deviceSecret(made) {
      // If two pages start at once, the first secret is used by both.
      await run('readwrite', deviceStore, (rows) => rows.add(made, secretKey)).catch(() => undefined);
      return run<Bytes>('readonly', deviceStore, (rows) => rows.get(secretKey) as IDBRequest<Bytes>);
    },
    async put(row) {
      await run('readwrite', rowStore, (rows) => rows.put(row));
    },
    rows: async (owner) => {
      const all = await run('readonly', rowStore, (rows) => rows.getAll() as IDBRequest<SealedRow[]>);
      return all.filter((row) => row.owner === owner);
    },
    async remove(id) {
      await run('readwrite', rowStore, (rows) => rows.delete(id));
    },
    async removeRowsBefore(hour) {
      const all = await run('readonly', rowStore, (rows) => rows.getAll() as IDBRequest<SealedRow[]>);
      for (const row of all)
        if (row.hour !== undefined && row.hour < hour) await run('readwrite', rowStore, (rows) => rows.delete(row.id));
    },
    async putPiece(piece) {
      await onPieces('readwrite', pieceStore, (pieces) => pieces.put(piece));
    },
    async piece(id) {
      const found = await onPieces(
        'readonly',
        pieceStore,
        (pieces) => pieces.get(id) as IDBRequest<SealedPiece | undefined>,
      );
      return found ?? null;
    },
    pieceIds: (owner, beforeHour) =>
      onPieces('readonly', pieceStore, (pieces) => {
        const range = IDBKeyRange.bound([owner, 0], [owner, beforeHour], false, true);
        return pieces.index(byHour).getAllKeys(range) as IDBRequest<string[]>;
      }),
    async removePiece(id) {
      await onPieces('readwrite', pieceStore, (pieces) => pieces.delete(id));
    },
  };
}
