import { expect, test } from 'vitest';
import { createSealedMemory, openDrafts, type RecordsClient, type SealedStore } from '../src/index.ts';
import { toBase64url, utf8, type Bytes } from '@etanche/core-wire';

const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

/** The parts of a session that drafts use. */
function sessionOf(member: string, seed: Bytes) {
  const lock = new AbortController();
  let time = 1000;
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
