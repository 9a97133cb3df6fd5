import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import {
  createSealedMemory,
  dropVolume,
  forgetTransfer,
  keepTransfer,
  keptTransfer,
  listInbox,
  listOutbox,
  openDrafts,
  openMessage,
  readDirectories,
  readTransfer,
  sentFrom,
  signIn,
  withdrawTransfer,
  type Drafts,
  type PatientFile,
  type Received,
  type RecordsClient,
  type SealedStore,
  type SealedTransfer,
} from '../../src/index.ts';
import { attachScan, dataOf, patient } from './data-practice.ts';
import { code, correspondentOf, startTwoPractices } from './two-practices.ts';

let practices: Awaited<ReturnType<typeof startTwoPractices>>;
let paul: RecordsClient;
let store: SealedStore;
/** Requests that still pass, and what happens to the first one after them. */
let left = Infinity;
let isAnswerLost = false;
let made = 0;
beforeAll(async () => {
  practices = await startTwoPractices();
  paul = practices.paul;
});
afterAll(() => practices[Symbol.asyncDispose]());
beforeEach(() => {
  store = createSealedMemory();
  left = Infinity;
});

/** A session of the sender, whose network ends with `left`. */
async function session(): Promise<{ readonly client: RecordsClient; readonly drafts: Drafts }> {
  const { options } = practices.running.doctor;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const isOfSending = request.url.startsWith(options.serverUrl) && /outbox|writes/.test(request.url);
    if (isOfSending) left -= 1;
    if (left >= 0) return globalThis.fetch(request);
    if (left === -1 && isAnswerLost) await globalThis.fetch(request);
    throw new TypeError('the connection was reset');
  };
  const retry = { attempts: 1, firstWaitMs: 1, longestWaitMs: 1 };
  const client = await signIn({ ...options, retry, environment: { ...options.environment, fetch } });
  return { client, drafts: await openDrafts(client, store) };
}

async function sealed({ client }: { readonly client: RecordsClient }) {
  const data = dataOf(client);
  const file = await data.patients.create(patient('REPRISE', `Camille ${made++}`, '1977-07-12'));
  await attachScan(file, crypto.getRandomValues(new Uint8Array(60_000)));
  const given = { subject: 'Dossier complet', sender: 'Dr Alice', volumeBytes: 30_000 };
  const transfer = await data.sealTransfer(await correspondentOf(client, paul), file, given);
  expect(transfer.volumes.length).toBeGreaterThan(2);
  return { file, transfer };
}

async function begin(): Promise<{ readonly scope: string; readonly transfer: SealedTransfer; readonly first: Drafts }> {
  const first = await session();
  const { file, transfer } = await sealed(first);
  await keepTransfer(first.drafts, file.scope, transfer, { name: 'Cabinet de Paul' });
  return { scope: file.scope, transfer, first: first.drafts };
}

/** A later session on the same device. */
async function later(scope: string) {
  const { client, drafts } = await session();
  const file = await dataOf(client).patients.open(scope);
  return { client, drafts, file, kept: await keptTransfer(client, drafts, file) };
}

const send = (transfer: SealedTransfer, drafts: Drafts): Promise<void> =>
  transfer.send({ onVolume: (volume) => dropVolume(drafts, volume) });

async function arrived({ volumes }: SealedTransfer): Promise<readonly Received[]> {
  const ids = volumes.map(({ record }) => record.message);
  const here = async (): Promise<Received[]> =>
    (await listInbox(paul)).messages.filter(({ message }) => ids.includes(message.message));
  await expect.poll(async () => (await here()).length).toBe(ids.length);
  return here();
}

const states = (file: PatientFile) => sentFrom(file).map(({ state }) => state);

describe.each([
  ['never arrives', false],
  ['loses its answer', true],
])('a session that ends when a request %s', (_, lost) => {
  // Each volume is a record, a statement, two streams and the record again.
  test.each(inject('isNightly') ? [0, 1, 2, 3, 4, 5, 6, 8, 10, 12] : [1, 4, 8])(
    '(the one after %i) is continued by a later one with the same messages',
    async (after) => {
      isAnswerLost = lost;
      const { scope, transfer, first } = await begin();
      left = after;
      const outcome = await code(send(transfer, first));
      expect(outcome).not.toBe('done');
      left = Infinity;
      const { file, drafts, kept } = await later(scope);
      expect(kept?.about).toEqual({ name: 'Cabinet de Paul' });
      if (kept === null) throw new Error('nothing is kept');
      expect(kept.transfer.volumes.map(({ record }) => record.message)).toEqual(
        transfer.volumes.map(({ record }) => record.message),
      );
      await send(kept.transfer, drafts);
      expect(states(file)).toEqual(transfer.volumes.map(() => 'sent'));
      const received = await arrived(transfer);
      expect(received).toHaveLength(transfer.volumes.length);
      const listings = await readDirectories(paul);
      const opened = [];
      for (const each of received) opened.push({ received: each, opened: await openMessage(paul, each, listings) });
      expect((await readTransfer(paul, opened)).header.scope).toBe(scope);
      await forgetTransfer(drafts, scope);
      expect((await later(scope)).kept).toBeNull();
    },
  );
});

test('two sessions that continue at once send each message once', async () => {
  const { scope, transfer, first } = await begin();
  left = 3;
  await send(transfer, first).catch(() => undefined);
  left = Infinity;
  const [one, other] = [await later(scope), await later(scope)];
  if (one.kept === null || other.kept === null) throw new Error('nothing is kept');
  const outcomes = await Promise.all([
    code(send(one.kept.transfer, one.drafts)),
    code(send(other.kept.transfer, other.drafts)),
  ]);
  expect(outcomes).toContain('done');
  expect(await arrived(transfer)).toHaveLength(transfer.volumes.length);
});

test('a transfer whose volumes have all left is forgotten, with its bytes', async () => {
  const { scope, transfer, first } = await begin();
  await send(transfer, first);
  expect((await later(scope)).kept).toBeNull();
  const { drafts } = await session();
  expect((await drafts.all()).drafts).toEqual([]);
});

test('a transfer of which a message was taken back on another device is not continued', async () => {
  const { scope, transfer, first } = await begin();
  left = 6;
  await send(transfer, first).catch(() => undefined);
  left = Infinity;
  const { client, file } = await later(scope);
  await withdrawTransfer(client, file, await outboxOf(client, transfer));
  expect((await later(scope)).kept).toBeNull();
});

test('a transfer that no server takes any more is forgotten', async () => {
  const { scope } = await begin();
  const { client, drafts } = await session();
  const file = await dataOf(client).patients.open(scope);
  const days = (count: number): RecordsClient => ({
    ...client,
    environment: { ...client.environment, now: () => Date.now() + count * 86_400_000 },
  });
  expect(await keptTransfer(days(6.9), drafts, file)).not.toBeNull();
  expect(await keptTransfer(days(7.1), drafts, file)).toBeNull();
  expect((await drafts.all()).drafts).toEqual([]);
});

test('a device whose store fails keeps nothing half', async () => {
  const { client } = await session();
  const { file, transfer } = await sealed({ client });
  let pieces = 3;
  const full: SealedStore = {
    ...store,
    putPiece: (piece) => (pieces-- > 0 ? store.putPiece(piece) : Promise.reject(new Error('the disk is full'))),
  };
  const drafts = await openDrafts(client, full);
  expect(await code(keepTransfer(drafts, file.scope, transfer, null))).toBe('draft_not_stored');
  expect(await keptTransfer(client, drafts, file)).toBeNull();
});

test('a lost piece stops the transfer, and nothing false is sent', async () => {
  const { scope, transfer } = await begin();
  const { client } = await session();
  const cut: SealedStore = { ...store, piece: () => Promise.resolve(null) };
  const file = await dataOf(client).patients.open(scope);
  const kept = await keptTransfer(client, await openDrafts(client, cut), file);
  if (kept === null) throw new Error('nothing is kept');
  expect(await code(kept.transfer.send())).toBe('draft_not_stored');
  const ids = transfer.volumes.map(({ record }) => record.message);
  expect((await listInbox(paul)).messages.filter(({ message }) => ids.includes(message.message))).toEqual([]);
});

test('the device shows neither the patient nor the recipient to somebody who reads its disk', async () => {
  const { scope } = await begin();
  const seen: string[] = [];
  const watched: SealedStore = {
    ...store,
    rows: async (owner) => {
      const rows = await store.rows(owner);
      seen.push(
        ...rows.map(({ id, owner: by, sealed: bytes }) => `${id}${by}${Buffer.from(bytes).toString('latin1')}`),
      );
      return rows;
    },
  };
  const { client } = await session();
  expect((await (await openDrafts(client, watched)).all()).drafts).toHaveLength(1);
  expect(seen).toHaveLength(1);
  for (const word of [scope, 'Cabinet de Paul', 'Dossier complet', client.session.member])
    expect(seen[0]).not.toContain(word);
});

async function outboxOf(client: RecordsClient, { volumes }: SealedTransfer) {
  const { messages } = await listOutbox(client);
  return volumes.map(({ record: { message } }) => ({
    message,
    sent: messages.find((one) => one.message.message === message) ?? ('absent' as const),
  }));
}
