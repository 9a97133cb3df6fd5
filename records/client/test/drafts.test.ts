import { describe, expect, test } from 'vitest';
import { createSealedMemory, openDrafts, type RecordsClient, type SealedStore } from '../src/index.ts';
import type { SealedPiece } from '../src/drafts/sealed-store.ts';
import { toBase64url, utf8, type Bytes } from '@etanche/core-wire';

const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

/** The parts of a session that drafts use. */
function sessionOf(member: string, seed: Bytes, begin = 1000) {
  const lock = new AbortController();
  let time = begin;
  const client = {
    environment: { random, now: () => (time += 1) },
    practice: { id: 'practice' },
    secrets: { keyring: () => ({ seed: toBase64url(seed) }), keysHash: () => seed },
    session: {
      member,
      lockSignal: lock.signal,
      get locked() {
        return lock.signal.aborted;
      },
    },
  } as unknown as RecordsClient;
  return {
    client,
    lock: () => {
      lock.abort();
    },
  };
}

const note = { scope: 'scope', text: 'Toux depuis cinq jou' };
const seed = random(32);

test('a draft is there for the next session on the device, the last one stored of each name, oldest first', async () => {
  const store = createSealedMemory();
  const before = sessionOf('m', seed);
  const drafts = await openDrafts(before.client, store);
  await drafts.put('a', { text: 'To' });
  await drafts.put('b', note);
  await drafts.put('a', note);
  before.lock();
  const { drafts: found, unreadable } = await (await openDrafts(sessionOf('m', seed).client, store)).all();
  expect(found.map(({ name, value }) => ({ name, value }))).toEqual([
    { name: 'b', value: note },
    { name: 'a', value: note },
  ]);
  expect(unreadable).toBe(0);
});

test('a removed draft is gone, and removing it again does nothing', async () => {
  const drafts = await openDrafts(sessionOf('m', seed).client, createSealedMemory());
  await drafts.put('a', note);
  await drafts.remove('a');
  await drafts.remove('a');
  expect((await drafts.all()).drafts).toEqual([]);
});

test('another member of the device sees neither drafts nor unreadable entries, and deletes none', async () => {
  const store = createSealedMemory();
  const ours = await openDrafts(sessionOf('m', seed).client, store);
  await ours.put('a', note);
  const theirs = await openDrafts(sessionOf('n', random(32)).client, store);
  await theirs.remove('a');
  expect(await theirs.all()).toEqual({ drafts: [], unreadable: 0 });
  expect((await ours.all()).drafts).toHaveLength(1);
});

test('an altered entry is counted as unreadable and stays on the device, and the others open', async () => {
  const rows = createSealedMemory();
  let isAltered = false;
  const store: SealedStore = {
    ...rows,
    rows: async (owner) => {
      const found = await rows.rows(owner);
      return isAltered ? found.map((row, i) => (i > 0 ? row : { ...row, sealed: row.sealed.slice(1) })) : found;
    },
  };
  const drafts = await openDrafts(sessionOf('m', seed).client, store);
  await drafts.put('a', note);
  await drafts.put('b', note);
  isAltered = true;
  const { drafts: found, unreadable } = await drafts.all();
  expect([found.map(({ name }) => name), unreadable]).toEqual([['b'], 1]);
  isAltered = false;
  expect((await drafts.all()).drafts).toHaveLength(2);
});

test('an entry moved to the place of another one is unreadable', async () => {
  const rows = createSealedMemory();
  const drafts = await openDrafts(sessionOf('m', seed).client, {
    ...rows,
    rows: async (owner) => (await rows.rows(owner)).map((row) => ({ ...row, id: `${row.id}x` })),
  });
  await drafts.put('a', note);
  expect(await drafts.all()).toEqual({ drafts: [], unreadable: 1 });
});

test('nothing of the text, the name or the member is in what is stored', async () => {
  const stored: string[] = [];
  const rows = createSealedMemory();
  const { client } = sessionOf('membre-marqué', seed);
  const drafts = await openDrafts(client, {
    ...rows,
    put: (row) => {
      stored.push(`${row.id} ${row.owner} ${Buffer.from(row.sealed).toString('latin1')}`);
      return rows.put(row);
    },
  });
  await drafts.put('visit/patient-marqué', note);
  const plain = ['Toux', 'patient-marqu', 'membre-marqu', 'scope'];
  expect(
    plain.filter((text) => stored.join().includes(text) || stored.join().includes(toBase64url(utf8(text)))),
  ).toEqual([]);
  expect(stored).toHaveLength(1);
});

test('a device that does not store is an error with a code, not a success', async () => {
  const failing = { ...createSealedMemory(), put: () => Promise.reject(new Error('the disk is full')) };
  const drafts = await openDrafts(sessionOf('m', seed).client, failing);
  await expect(drafts.put('a', note)).rejects.toMatchObject({ code: 'draft_not_stored' });
});

test('a locked client neither stores nor reads drafts', async () => {
  const { client, lock } = sessionOf('m', seed);
  const drafts = await openDrafts(client, createSealedMemory());
  lock();
  for (const call of [drafts.put('a', note), drafts.all(), drafts.remove('a')])
    await expect(call).rejects.toMatchObject({ code: 'locked' });
});

describe('drafts that end after a day', () => {
  const dayMs = 24 * 3_600_000;
  const begin = 1_000_000 * 3_600_000;

  test('are there until then and deleted afterwards, each by its own time', async () => {
    const { store, rows } = watchedRows();
    const first = await openDrafts(sessionOf('m', seed, begin).client, store, dayMs);
    await first.put('a', note);
    const later = await openDrafts(sessionOf('m', seed, begin + dayMs - 100).client, store, dayMs);
    await later.put('b', note);
    expect((await later.all()).drafts.map(({ name }) => name)).toEqual(['a', 'b']);
    const next = await openDrafts(sessionOf('m', seed, begin + dayMs).client, store, dayMs);
    expect(await next.all()).toMatchObject({ drafts: [{ name: 'b' }], unreadable: 0 });
    expect(rows.size).toBe(1);
  });

  test('of a member who does not come back are deleted by the session of another one', async () => {
    const { store, rows } = watchedRows();
    await (await openDrafts(sessionOf('m', seed, begin).client, store, dayMs)).put('a', note);
    await openDrafts(sessionOf('n', random(32), begin + dayMs - 100).client, store, dayMs);
    expect(rows.size).toBe(1);
    await openDrafts(sessionOf('n', random(32), begin + dayMs + 3_600_000).client, store, dayMs);
    expect(rows.size).toBe(0);
  });

  test('are not those of a store without an end', async () => {
    const store = createSealedMemory();
    await (await openDrafts(sessionOf('m', seed, begin).client, store)).put('a', note);
    await openDrafts(sessionOf('n', random(32), begin + 10 * dayMs).client, store, dayMs);
    const after = await openDrafts(sessionOf('m', seed, begin + 10 * dayMs).client, store);
    expect((await after.all()).drafts).toHaveLength(1);
  });
});

describe('a large content', () => {
  const some = random(20_011);
  const large = new Uint8Array(1_200_000).map((_, i) => some[i % some.length] ?? 0);

  test('is read whole from its pieces, which show nothing of it, and is gone when it is removed', async () => {
    const { store, pieces } = watchedPieces();
    const { contents } = await openDrafts(sessionOf('m', seed).client, store);
    const stored = await contents.put('document/a', large);
    expect(Array.from(pieces.values(), ({ sealed }) => sealed.length)).toEqual([525_340, 525_340, 151_580]);
    const again = await openDrafts(sessionOf('m', seed).client, store);
    expect(await again.contents.read(stored)).toEqual(large);
    const disk = Buffer.concat(Array.from(pieces.values(), ({ sealed }) => Buffer.from(sealed)));
    expect(disk.includes(Buffer.from(large.subarray(0, 16)))).toBe(false);
    await contents.remove(stored);
    expect(pieces.size).toBe(0);
  });

  test.each([
    ['is missing', (pieces: Pieces, [first = '']: readonly string[]) => pieces.delete(first)],
    [
      'stands for another one',
      (pieces: Pieces, [first = '', second = '']: readonly string[]) => {
        const [one, other] = [pieces.get(first), pieces.get(second)];
        if (one !== undefined && other !== undefined) pieces.set(first, { ...one, sealed: other.sealed });
      },
    ],
    [
      'was altered',
      (pieces: Pieces, [first = '']: readonly string[]) => {
        const one = pieces.get(first);
        if (one !== undefined)
          pieces.set(first, { ...one, sealed: one.sealed.map((byte, i) => (i === 99 ? byte ^ 1 : byte)) });
      },
    ],
  ])('of which a piece %s is not read', async (_, spoil) => {
    const { store, pieces } = watchedPieces();
    const { contents } = await openDrafts(sessionOf('m', seed).client, store);
    const stored = await contents.put('document/a', large);
    spoil(pieces, Array.from(pieces.keys()));
    await expect(contents.read(stored)).rejects.toMatchObject({ code: 'draft_not_stored' });
  });

  test('that no draft names is deleted after two hours, and one that is named or new stays', async () => {
    const { store, pieces } = watchedPieces();
    const { contents } = await openDrafts(sessionOf('m', seed).client, store);
    const kept = await contents.put('document/a', large);
    await contents.put('document/b', large);
    await contents.keepOnly([kept]);
    expect(pieces.size).toBe(6);
    for (const [id, piece] of pieces) pieces.set(id, { ...piece, hour: piece.hour - 2 });
    await contents.put('document/c', large);
    await contents.keepOnly([kept]);
    expect(pieces.size).toBe(6);
    expect(await contents.read(kept)).toEqual(large);
  });
});

/** A store whose rows a test counts. */
function watchedRows(): { readonly store: SealedStore; readonly rows: Set<string> } {
  const memory = createSealedMemory();
  const rows = new Set<string>();
  const read = async (owners: ReadonlySet<string>): Promise<void> => {
    const all = await Promise.all(Array.from(owners, (owner) => memory.rows(owner)));
    rows.clear();
    for (const { id } of all.flat()) rows.add(id);
  };
  const owners = new Set<string>();
  const store: SealedStore = {
    ...memory,
    async put(row) {
      owners.add(row.owner);
      await memory.put(row);
      await read(owners);
    },
    async remove(id) {
      await memory.remove(id);
      await read(owners);
    },
    async removeRowsBefore(hour) {
      await memory.removeRowsBefore(hour);
      await read(owners);
    },
  };
  return { store, rows };
}

type Pieces = Map<string, SealedPiece>;

/** A store whose pieces a test reads and spoils. */
function watchedPieces(): { readonly store: SealedStore; readonly pieces: Pieces } {
  const pieces: Pieces = new Map();
  const store: SealedStore = {
    ...createSealedMemory(),
    putPiece(piece) {
      pieces.set(piece.id, piece);
      return Promise.resolve();
    },
    piece: (id) => Promise.resolve(pieces.get(id) ?? null),
    pieceIds: (owner, beforeHour) => {
      const own = Array.from(pieces.values()).filter((one) => one.owner === owner && one.hour < beforeHour);
      return Promise.resolve(own.map(({ id }) => id));
    },
    removePiece(id) {
      pieces.delete(id);
      return Promise.resolve();
    },
  };
  return { store, pieces };
}
