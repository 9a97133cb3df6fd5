import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { directoryId } from '@etanche/core-vault-protocol';
import { ed25519KeyPair, fromBase64url, jwsTypes, toBase64url } from '@etanche/core-wire';
import type { Message, Receipt } from '@etanche/core-exchange-protocol';
import { makeSigner, sign, type Signer } from '../../../vault/server/test/support/caller.ts';
import type { RecordsServer } from '../src/index.ts';
import { call, problemOf, Refused, send } from './support/api.ts';
import { enrol, found } from './support/founding.ts';
import {
  compose,
  entryOf,
  hash,
  publish,
  putPart,
  receiptFor,
  receivedState,
  sendWhole,
  sentState,
  withdrawalOf,
  type Composed,
  type Correspondent,
} from './support/messages.ts';
import { peersFileOf, quickExchange as exchange } from './support/peers.ts';
import { newId, random } from './support/store.ts';
import { startWorld, type World } from './support/world.ts';

const giveUpMs = exchange.giveUpMs;

let near: World;
let far: World;
let lilas: Correspondent;
let rose: Correspondent;
let paul: Correspondent;
let nearServer: RecordsServer;
let farServer: RecordsServer;
let farPort: number;
let directory: string;

/**
 * Two servers with their own databases and vaults: `lilas` and `rose` share the near one, `paul` has the far one. All
 * three are in its directory, and each server has repeated that of the other one: every test begins with this, and
 * makes what it changes itself.
 */
beforeAll(async () => {
  near = await startWorld({ exchange });
  far = await startWorld({ exchange });
  const [nearPort, port] = [await freePort(), await freePort()];
  farPort = port;
  const listen = (at: number) => ({ listen: { host: '127.0.0.1', port: at } });
  farServer = await far.another({
    ...listen(farPort),
    exchange: { ...exchange, peersFile: peersFileOf(near, 'Proche', nearPort) },
  });
  nearServer = await near.another({
    ...listen(nearPort),
    exchange: { ...exchange, peersFile: peersFileOf(far, 'Lointain', farPort) },
  });
  directory = directoryId(near.server.key);
  [lilas, rose, paul] = [await joined(near, nearServer), await joined(near, nearServer), await joined(far, farServer)];
  for (const each of [lilas, rose, paul]) await publish(each);
  const theirs = directoryId(far.server.key);
  for (const [url, of, practice] of [
    [lilas.url, theirs, paul],
    [paul.url, directory, lilas],
    [paul.url, directory, rose],
  ] as const) {
    const isThere = async () => (await code(call(url, 'inboxSealingKey', keyAt(of, practice)))) === 'done';
    await vi.waitUntil(isThere, { timeout: 300_000 });
  }
});
afterAll(async () => {
  await nearServer.close();
  await farServer.close();
  await near[Symbol.asyncDispose]();
  await far[Symbol.asyncDispose]();
});

/** A practice that is in no directory yet. */
async function joined(world: World, server: RecordsServer): Promise<Correspondent> {
  return { ...(await found(world)), url: server.url, federation: world.federation.federation };
}

const keyAt = (of: string, { id: practice }: Correspondent) => ({ params: { directory: of, practice } });

const code = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refused ? error.code : String(error)),
  );

describe('the directory', () => {
  test('has the entries of practices in a log that the vaults cosign', async () => {
    await expect.poll(() => cosignedSize(lilas.url, directory, near)).toBeGreaterThanOrEqual(3);
    const { leaves } = await call(lilas.url, 'directoryLeaves', { params: { directory }, query: { from: 0 } });
    const kinds = leaves.map((leaf) => (JSON.parse(leaf) as { kind: string }).kind);
    expect(kinds.slice(0, 3)).toEqual(['peer', 'entry', 'entry']);
    const { sealing } = await call(lilas.url, 'inboxSealingKey', keyAt(directory, rose));
    expect(sealing).toHaveLength(1622);
  });

  test('has to have the sender of a message', async () => {
    const stranger = await joined(near, nearServer);
    expect(await code(call(lilas.url, 'sendMessage', await bodyOf(stranger, rose)))).toBe('not_found');
    await publish(stranger);
    expect(await code(call(lilas.url, 'sendMessage', await bodyOf(stranger, rose)))).toBe('done');
  });

  test('repeats the directory of its peer, with that vaults’ cosignatures', async () => {
    const theirs = directoryId(far.server.key);
    await expect.poll(() => cosignedSize(lilas.url, theirs, far)).toBe(2);
    const page = await call(lilas.url, 'directoryLeaves', { params: { directory: theirs }, query: { from: 0 } });
    const own = await call(paul.url, 'directoryLeaves', { params: { directory: theirs }, query: { from: 0 } });
    expect(page).toEqual(own);
    const names = (await call(lilas.url, 'directories', { token: lilas.signedIn.token })).directories;
    expect(names.map(({ directory: each, name }) => [each, name])).toEqual([
      [directory, undefined],
      [theirs, 'Lointain'],
    ]);
  });

  test('takes the next entry of a practice only from a doctor of it, in order', async () => {
    const own = await joined(near, nearServer);
    const { token } = own.signedIn;
    const first = await publish(own);
    const next = { sequence: 2, previous: hash(first) };
    const tryWith = async (body: object) => code(call(own.url, 'publishEntry', { token, body }));
    expect(await tryWith(await entryOf(own, { sequence: 3, previous: hash(first) }))).toBe('conflict');
    expect(await tryWith(await entryOf(own, { sequence: 2, previous: hash('x') }))).toBe('conflict');
    expect(await tryWith(await entryOf(own, { ...next, epoch: 2 }))).toBe('conflict');
    expect(await tryWith(await entryOf(own, { ...next, practice: lilas.id }))).toBe('signature_refused');
    expect(await tryWith({ ...(await entryOf(own, next)), sealing: toBase64url(random(1216)) })).toBe(
      'signature_refused',
    );
    expect(await tryWith(await entryOf({ ...own, doctor: lilas.doctor }, next))).toBe('signature_refused');
    expect(await tryWith(await entryOf(own, next))).toBe('done');
    expect(await tryWith(await entryOf(own, next))).toBe('conflict');
  });

  test('counts the entries of a practice in a day', async () => {
    const [another, own] = [await joined(near, nearServer), await joined(near, nearServer)];
    const first = await publish(own);
    let last: string | null = null;
    const outcomes: string[] = [];
    for (let sequence = 1; sequence <= 21; sequence++) {
      const body = await entryOf(another, { sequence, previous: last === null ? null : hash(last) });
      outcomes.push(await code(call(another.url, 'publishEntry', { token: another.signedIn.token, body })));
      last = body.entry;
    }
    expect(outcomes.filter((outcome) => outcome !== 'done')).toEqual(['limit_reached']);
    expect(outcomes.at(-1)).toBe('limit_reached');
    const body = await entryOf(own, { sequence: 2, previous: hash(first) });
    expect(await code(call(own.url, 'publishEntry', { token: own.signedIn.token, body }))).toBe('done');
  });
});

describe('a message to a practice of the same server', () => {
  test('arrives whole, is opened, and its receipts go back', async () => {
    const composed = await compose(lilas, rose, {}, [700, 2_200_000]);
    await sendWhole(lilas, composed);
    await expect.poll(async () => (await receivedState(rose, composed))?.state).toBe('unread');
    await expect.poll(async () => (await sentState(lilas, composed))?.state).toBe('received');
    const { token } = rose.signedIn;
    const { message } = composed.message;
    const partAt = { token, params: { message, stream: 1, part: 2 } };
    expect((await problemOf(await send(rose.url, 'receivedPart', partAt))).code).toBe('conflict');
    await call(rose.url, 'openMessage', { token, params: { message } });
    const bytes = new Uint8Array(await (await send(rose.url, 'receivedPart', partAt)).arrayBuffer());
    expect(Buffer.from(bytes).equals(composed.parts[1]?.[2] ?? Buffer.alloc(0))).toBe(true);
    const receipt = await receiptFor(rose, composed);
    await call(rose.url, 'sendReceipt', { token, params: { message }, body: { receipt } });
    await expect.poll(async () => (await sentState(lilas, composed))?.state).toBe('read');
    expect((await sentState(lilas, composed))?.receipts).toContain(receipt);
    await call(rose.url, 'fileMessage', { token, params: { message } });
    expect(await receivedState(rose, composed)).toMatchObject({
      state: 'filed',
      opened: { member: rose.doctor.member },
      filed: { member: rose.doctor.member },
    });
  });

  test('is to be handled again once the member who filed it takes that back, and nobody else can', async () => {
    const composed = await compose(lilas, rose);
    await sendWhole(lilas, composed);
    await expect.poll(async () => (await receivedState(rose, composed))?.state).toBe('unread');
    const { token } = rose.signedIn;
    const params = { message: composed.message.message };
    const unfile = (): Promise<string> => code(call(rose.url, 'unfileMessage', { token, params }));
    expect(await unfile()).toBe('conflict');
    await call(rose.url, 'openMessage', { token, params });
    await call(rose.url, 'fileMessage', { token, params });
    expect(await unfile()).toBe('done');
    const again = await receivedState(rose, composed);
    expect([again?.state, again?.filed]).toEqual(['read', undefined]);
    expect(await unfile()).toBe('done');
    // A colleague files it.
    const filed = "UPDATE inbox_message SET state = 'filed', filed_by = $2, filed_at = 1 WHERE message = $1";
    await near.own.database.query(filed, [params.message, newId()]);
    expect(await unfile()).toBe('conflict');
    expect((await receivedState(rose, composed))?.state).toBe('filed');
  });

  test('is in the log of both practices when it is sent, received and opened, and each names the other one', async () => {
    const composed = await compose(lilas, rose);
    const { message } = composed.message;
    await sendWhole(lilas, composed);
    await expect.poll(async () => (await receivedState(rose, composed))?.state).toBe('unread');
    await call(rose.url, 'openMessage', { token: rose.signedIn.token, params: { message } });
    const logged = async ({ url, signedIn }: Correspondent) => {
      const query = { from: 0, count: 1000 };
      const { leaves } = await call(url, 'leaves', { token: signedIn.token, query });
      const all = leaves.map((leaf) => JSON.parse(leaf) as { kind: string; resource?: string; subject?: string });
      return all.filter(({ resource }) => resource === message).map(({ kind, subject }) => `${kind} ${subject ?? ''}`);
    };
    await expect.poll(() => logged(lilas)).toEqual([`message_sent ${rose.id}`]);
    await expect.poll(() => logged(rose)).toEqual([`message_received ${lilas.id}`, `message_opened ${lilas.id}`]);
  });

  test('is one of at most so many that a member sends in a day, and a colleague still sends', async () => {
    const messagesPerDay = { ...exchange.messagesPerDay, member: 2 };
    await using strict = await near.another({ exchange: { ...exchange, messagesPerDay } });
    const own = { ...(await joined(near, strict)), url: strict.url };
    await publish(own);
    const at = { ...rose, url: strict.url };
    const sent = async (from: Correspondent): Promise<string> =>
      code(call(strict.url, 'sendMessage', await bodyOf(from, lilas)));
    expect([await sent(own), await sent(own), await sent(own)]).toEqual(['done', 'done', 'limit_reached']);
    expect(await sent(at)).toBe('done');
  });

  test('is stored once, however often it is sent', async () => {
    const composed = await compose(lilas, rose);
    await Promise.all([sendWhole(lilas, composed), sendWhole(lilas, composed), sendWhole(lilas, composed)]);
    await sendWhole(lilas, composed);
    await expect.poll(async () => (await sentState(lilas, composed))?.state).toBe('received');
    const { messages } = await call(rose.url, 'inbox', { token: rose.signedIn.token });
    expect(messages.filter(({ statement }) => statement === composed.statement)).toHaveLength(1);
  });

  test('continues after an interruption with the missing parts', async () => {
    const composed = await compose(lilas, rose, {}, [700, 3_000_000]);
    const { token } = lilas.signedIn;
    const body = { statement: composed.statement };
    const { missing } = await call(lilas.url, 'sendMessage', { token, body });
    expect(missing).toHaveLength(4);
    const part = Uint8Array.from(composed.parts[1]?.[1] ?? []);
    expect(await putPart(lilas, composed.message.message, 1, 1, part)).toBe(3);
    expect((await call(lilas.url, 'sendMessage', { token, body })).missing).toEqual([
      { stream: 0, part: 0 },
      { stream: 1, part: 0 },
      { stream: 1, part: 2 },
    ]);
    expect((await sentState(lilas, composed))?.state).toBe('uploading');
    expect(await receivedState(rose, composed)).toBeNull();
  });

  test('that the server has taken needs no part, whenever its sender asks again', async () => {
    const composed = await compose(lilas, rose, {}, [700, 1_500_000]);
    const { token } = lilas.signedIn;
    const { message } = composed.message;
    const again = () => call(lilas.url, 'sendMessage', { token, body: { statement: composed.statement } });
    const part = Uint8Array.from(composed.parts[1]?.[1] ?? []);
    expect((await again()).state).toBe('uploading');
    await sendWhole(lilas, composed);
    expect(await putPart(lilas, message, 1, 1, part)).toBe(0);
    await expect.poll(async () => (await sentState(lilas, composed))?.state).toBe('received');
    // Its parts are deleted here once the recipient's server has them.
    await near.own.database.query('DELETE FROM message_part WHERE practice = $1 AND message = $2', [lilas.id, message]);
    expect(await again()).toEqual({ missing: [], state: 'received' });
    expect(await putPart(lilas, message, 1, 1, part)).toBe(0);
    const { rows } = await near.own.database.query('SELECT FROM message_part WHERE practice = $1 AND message = $2', [
      ...[lilas.id, message],
    ]);
    expect(rows).toEqual([]);
  });

  test('that was taken back is not completed by a late part', async () => {
    const composed = await compose(lilas, rose, {}, [700, 1_500_000]);
    const { token } = lilas.signedIn;
    const { message } = composed.message;
    const body = { statement: composed.statement };
    await call(lilas.url, 'sendMessage', { token, body });
    for (const [stream, part] of [
      [0, 0],
      [1, 0],
    ] as const) {
      await putPart(lilas, message, stream, part, Uint8Array.from(composed.parts[stream]?.[part] ?? []));
    }
    const withdrawal = await withdrawalOf(lilas, composed);
    await call(lilas.url, 'withdrawMessage', { token, params: { message }, body: { withdrawal } });
    expect(await putPart(lilas, message, 1, 1, Uint8Array.from(composed.parts[1]?.[1] ?? []))).toBe(0);
    expect(await call(lilas.url, 'sendMessage', { token, body })).toEqual({ missing: [], state: 'withdrawn' });
    const other = await compose(lilas, rose);
    await sendWhole(lilas, other);
    await expect.poll(async () => (await receivedState(rose, other))?.state).toBe('unread');
    expect(await receivedState(rose, composed)).toBeNull();
  });

  test('has the time of its sealing: a transfer may wait as long as a recipient’s server takes it', async () => {
    const hours = 3_600_000;
    const sendOld = async (over: Partial<Message>): Promise<string> => {
      const { statement } = await compose(lilas, rose, over);
      return code(call(lilas.url, 'sendMessage', { token: lilas.signedIn.token, body: { statement } }));
    };
    expect(await sendOld({ time: Date.now() - 2 * hours })).toBe('clock_differs');
    expect(await sendOld({ kind: 'transfer', time: Date.now() - 48 * hours })).toBe('done');
    expect(await sendOld({ kind: 'transfer', time: Date.now() - giveUpMs - hours })).toBe('clock_differs');
    expect(await sendOld({ kind: 'transfer', time: Date.now() + 2 * hours })).toBe('clock_differs');
  });

  test.each<[string, (composed: Composed) => [number, number, Uint8Array<ArrayBuffer>], string]>([
    ['other bytes', () => [0, 0, random(700)], 'signature_refused'],
    [
      'a part that is too long',
      ({ parts }) => [0, 0, Uint8Array.from([...(parts[0]?.[0] ?? []), 0])],
      'signature_refused',
    ],
    [
      'a part that is cut',
      ({ parts }) => [0, 0, Uint8Array.from(parts[0]?.[0]?.subarray(1) ?? [])],
      'signature_refused',
    ],
    ['a part that it does not have', ({ parts }) => [0, 1, Uint8Array.from(parts[0]?.[0] ?? [])], 'not_found'],
    ['a stream that it does not have', ({ parts }) => [3, 0, Uint8Array.from(parts[0]?.[0] ?? [])], 'not_found'],
  ])('takes no %s', async (_, change, expected) => {
    const composed = await compose(lilas, rose);
    const { token } = lilas.signedIn;
    await call(lilas.url, 'sendMessage', { token, body: { statement: composed.statement } });
    expect(await putPart(lilas, composed.message.message, ...change(composed))).toBe(expected);
    expect((await sentState(lilas, composed))?.state).toBe('uploading');
  });

  test.each<[string, () => Promise<Composed>, string]>([
    [
      'another sender',
      () => compose(lilas, rose, { sender: { practice: rose.id, member: rose.doctor.member } }),
      'signature_refused',
    ],
    ['the own practice as recipient', () => compose(lilas, lilas), 'signature_refused'],
    ['a recipient that is in no directory', () => compose(lilas, { id: newId() }), 'not_found'],
    ['a time in the future', () => compose(lilas, rose, { time: Date.now() + 3_600_000 }), 'clock_differs'],
    ['a share without an end', () => compose(lilas, rose, { kind: 'share' }), 'signature_refused'],
    [
      'the key of another member',
      () =>
        compose({ ...lilas, doctor: rose.doctor }, rose, {
          sender: { practice: lilas.id, member: lilas.doctor.member },
        }),
      'signature_refused',
    ],
  ])('is rejected with %s', async (_, make, expected) => {
    const { statement } = await make();
    expect(await code(call(lilas.url, 'sendMessage', { token: lilas.signedIn.token, body: { statement } }))).toBe(
      expected,
    );
  });

  test('has an id that no other message takes', async () => {
    const composed = await compose(lilas, rose);
    const second = await compose(lilas, rose, { message: composed.message.message });
    const { token } = lilas.signedIn;
    await call(lilas.url, 'sendMessage', { token, body: { statement: composed.statement } });
    expect(await code(call(lilas.url, 'sendMessage', { token, body: { statement: second.statement } }))).toBe(
      'conflict',
    );
  });

  test('is not read by a secretary, and opened by nobody of another practice', async () => {
    const composed = await compose(lilas, rose);
    await sendWhole(lilas, composed);
    await expect.poll(async () => (await receivedState(rose, composed))?.state).toBe('unread');
    const params = { message: composed.message.message };
    const secretary = (await enrol(near, rose, 'Sam', ['secretary'])).signedIn.token;
    expect(await code(call(rose.url, 'inbox', { token: secretary }))).toBe('forbidden');
    expect(await code(call(rose.url, 'openMessage', { token: secretary, params }))).toBe('forbidden');
    expect(await code(call(lilas.url, 'openMessage', { token: lilas.signedIn.token, params }))).toBe('not_found');
  });
});

describe('a doctor who waits for messages', () => {
  const ask = ({ url, signedIn: { token } }: Correspondent, messages: number, waitSeconds = 30) =>
    call(url, 'changes', { token, body: { scopes: [], days: [], waitSeconds, messages } });
  const revisionOf = async (of: Correspondent, before = 0): Promise<number> =>
    (await ask(of, before, 0)).messages ?? before;
  /** The answer to a request that waits already when `act` begins. */
  async function heardDuring(of: Correspondent, messages: number, act: () => Promise<unknown>): Promise<number> {
    const waiting = ask(of, messages);
    await act();
    const { messages: heard = messages } = await waiting;
    return heard;
  }

  test('hears of one that arrives, of its opening and of its receipt, on both sides', async () => {
    const composed = await compose(lilas, rose);
    const params = { message: composed.message.message };
    const { token } = rose.signedIn;
    const isRead = { timeout: 300_000 };
    const none = await revisionOf(rose);
    const arrived = await heardDuring(rose, none, () => sendWhole(lilas, composed));
    expect(arrived).toBeGreaterThan(none);
    await vi.waitUntil(async () => (await sentState(lilas, composed))?.state === 'received', isRead);
    const settled = await revisionOf(rose);
    const opened = await heardDuring(rose, settled, () => call(rose.url, 'openMessage', { token, params }));
    expect(opened).toBeGreaterThan(settled);
    const sent = await revisionOf(lilas);
    const receipt = await receiptFor(rose, composed);
    const told = await heardDuring(lilas, sent, () =>
      call(rose.url, 'sendReceipt', { token, params, body: { receipt } }),
    );
    expect(told).toBeGreaterThan(sent);
  });

  test('hears nothing of messages between other practices', async () => {
    const bystander = await joined(near, nearServer);
    expect(await revisionOf(bystander)).toBe(0);
    const composed = await compose(lilas, rose);
    await sendWhole(lilas, composed);
    await vi.waitUntil(async () => (await sentState(lilas, composed))?.state === 'received', { timeout: 300_000 });
    expect(await revisionOf(bystander)).toBe(0);
    expect(await ask(bystander, 0, 1)).toEqual({ changed: [], gone: [], days: [] });
  });

  test('is the only one who may: a secretary is rejected', async () => {
    const { signedIn } = await enrol(near, rose, 'Nadia', ['secretary']);
    expect(await code(ask({ ...rose, signedIn }, 0))).toBe('forbidden');
  });
});

describe('a withdrawal', () => {
  test('ends a message that nobody has opened', async () => {
    const composed = await compose(lilas, rose);
    await sendWhole(lilas, composed);
    await expect.poll(async () => (await sentState(lilas, composed))?.state).toBe('received');
    expect(await withdraw(composed)).toBe('done');
    await expect.poll(async () => (await sentState(lilas, composed))?.state).toBe('withdrawn');
    expect((await receivedState(rose, composed))?.state).toBe('withdrawn');
    const params = { message: composed.message.message };
    expect(await code(call(rose.url, 'openMessage', { token: rose.signedIn.token, params }))).toBe('erased');
  });

  test('comes too late for a message that somebody has opened', async () => {
    const composed = await compose(lilas, rose);
    await sendWhole(lilas, composed);
    await expect.poll(async () => (await sentState(lilas, composed))?.state).toBe('received');
    const params = { message: composed.message.message };
    await call(rose.url, 'openMessage', { token: rose.signedIn.token, params });
    expect(await withdraw(composed)).toBe('done');
    await expect.poll(async () => (await sentState(lilas, composed))?.state).toBe('received');
    expect((await receivedState(rose, composed))?.state).toBe('read');
  });

  test('is taken from the sender alone, for that message', async () => {
    const composed = await compose(lilas, rose);
    await sendWhole(lilas, composed);
    const wrong = { withdrawal: await withdrawalOf(lilas, composed, 'another') };
    expect(await withdraw(composed, wrong)).toBe('signature_refused');
    const stolen = { withdrawal: await withdrawalOf(rose, composed) };
    expect(await withdraw(composed, stolen)).toBe('signature_refused');
    const { token } = rose.signedIn;
    const request = { token, params: { message: composed.message.message }, body: stolen };
    expect(await code(call(rose.url, 'withdrawMessage', request))).toBe('not_found');
  });

  async function withdraw(composed: Composed, body?: { withdrawal: string }): Promise<string> {
    const given = body ?? { withdrawal: await withdrawalOf(lilas, composed) };
    const params = { message: composed.message.message };
    return code(call(lilas.url, 'withdrawMessage', { token: lilas.signedIn.token, params, body: given }));
  }
});

describe('a receipt', () => {
  test('is taken once, from the member who opened the message', async () => {
    const composed = await compose(lilas, rose);
    await sendWhole(lilas, composed);
    await expect.poll(async () => (await receivedState(rose, composed))?.state).toBe('unread');
    const { token } = rose.signedIn;
    const params = { message: composed.message.message };
    const post = (receipt: string) => code(call(rose.url, 'sendReceipt', { token, params, body: { receipt } }));
    expect(await post(await receiptFor(rose, composed))).toBe('conflict');
    await call(rose.url, 'openMessage', { token, params });
    expect(await post(await receiptFor(rose, composed, { statement: hash('x') }))).toBe('signature_refused');
    expect(await post(await receiptFor(rose, composed, { practice: lilas.id }))).toBe('signature_refused');
    expect(await post(await receiptFor({ ...rose, doctor: lilas.doctor }, composed))).toBe('signature_refused');
    expect(await post(await receiptFor(rose, composed, { kind: 'refused' }))).toBe('done');
    await expect.poll(async () => (await sentState(lilas, composed))?.state).toBe('refused');
    expect(await post(await receiptFor(rose, composed))).toBe('conflict');
  });

  test('says that a message was refused also after it was read, and never after it was filed', async () => {
    const [refused, filed] = [await compose(lilas, rose), await compose(lilas, rose)];
    const { token } = rose.signedIn;
    const refuse = async (composed: Composed): Promise<string> => {
      const receipt = await receiptFor(rose, composed, { kind: 'refused' });
      const params = { message: composed.message.message };
      return code(call(rose.url, 'sendReceipt', { token, params, body: { receipt } }));
    };
    for (const composed of [refused, filed]) {
      await sendWhole(lilas, composed);
      await expect.poll(async () => (await receivedState(rose, composed))?.state).toBe('unread');
      const params = { message: composed.message.message };
      await call(rose.url, 'openMessage', { token, params });
      const receipt = await receiptFor(rose, composed);
      await call(rose.url, 'sendReceipt', { token, params, body: { receipt } });
      await expect.poll(async () => (await sentState(lilas, composed))?.state).toBe('read');
    }
    await call(rose.url, 'fileMessage', { token, params: { message: filed.message.message } });
    expect(await refuse(filed)).toBe('conflict');
    expect(await refuse(refused)).toBe('done');
    await expect.poll(async () => (await sentState(lilas, refused))?.state).toBe('refused');
    expect((await receivedState(rose, refused))?.state).toBe('refused');
    expect((await sentState(lilas, filed))?.state).toBe('read');
    expect((await receivedState(rose, filed))?.state).toBe('filed');
    expect(await refuse(refused)).toBe('conflict');
  });
});

describe('the refusal of a transfer', () => {
  const volumes = async (from: Correspondent, to: Correspondent, of = 3): Promise<readonly Composed[]> => {
    const transfer = newId();
    return Promise.all(
      Array.from({ length: of }, (_, i) =>
        compose(from, to, { kind: 'transfer', volume: { transfer, number: i + 1, of } }, [700, 1_200_000]),
      ),
    );
  };
  const arrive = async (from: Correspondent, to: Correspondent, composed: Composed): Promise<void> => {
    await sendWhole(from, composed);
    await expect.poll(async () => (await receivedState(to, composed))?.state).toBe('unread');
  };
  const openAt = (to: Correspondent, { message: { message } }: Composed) =>
    call(to.url, 'openMessage', { token: to.signedIn.token, params: { message } });
  const refuse = async (to: Correspondent, composed: Composed, over: Partial<Receipt> = {}): Promise<string> => {
    const transfer = composed.message.volume?.transfer;
    const receipt = await receiptFor(to, composed, {
      kind: 'refused',
      ...(transfer !== undefined && { transfer }),
      ...over,
    });
    const params = { message: composed.message.message };
    return code(call(to.url, 'sendReceipt', { token: to.signedIn.token, params, body: { receipt } }));
  };
  const statesOf = (from: Correspondent, all: readonly Composed[]) =>
    Promise.all(all.map(async (each) => (await sentState(from, each))?.state));

  test.each<[string, () => Correspondent]>([
    ['this server', () => rose],
    ['another server', () => paul],
  ])('at %s covers what is not open, what is on its way and what is sent later', async (_, recipient) => {
    const to = recipient();
    const all = await volumes(lilas, to, 4);
    const [first, second, half, later] = all;
    if (first === undefined || second === undefined || half === undefined || later === undefined)
      throw new RangeError('four volumes');
    for (const each of [first, second]) await arrive(lilas, to, each);
    const { token } = lilas.signedIn;
    await call(lilas.url, 'sendMessage', { token, body: { statement: half.statement } });
    await openAt(to, first);
    expect(await refuse(to, first)).toBe('done');
    expect((await receivedState(to, second))?.state).toBe('refused');
    await expect.poll(() => statesOf(lilas, [first, second, half])).toEqual(['refused', 'refused', 'refused']);
    const late = { token, body: { statement: later.statement } };
    expect(await call(lilas.url, 'sendMessage', late)).toEqual({ missing: [], state: 'refused' });
    expect(await putPart(lilas, half.message.message, 0, 0, Uint8Array.from(half.parts[0]?.[0] ?? []))).toBe(0);
    // One signature of the recipient's doctor stands for each of them.
    const receipts = await Promise.all(all.map(async (each) => (await sentState(lilas, each))?.receipts.at(-1)));
    expect(new Set(receipts).size).toBe(1);
    expect(await code(openAt(to, second))).toBe('done');
    expect(await refuse(to, second)).toBe('conflict');
  });

  test('reaches a volume that the recipient’s server gets before the sender’s server knows', async () => {
    const [first, second] = await volumes(lilas, rose, 2);
    if (first === undefined || second === undefined) throw new RangeError('two volumes');
    await arrive(lilas, rose, first);
    await openAt(rose, first);
    // The event waits: the sender's server still sends.
    expect(await refuse(rose, first)).toBe('done');
    const text = 'UPDATE message_event SET next_at = next_at + 3600000 WHERE message = $1 RETURNING message';
    const held = await near.own.database.query(text, [first.message.message]);
    await sendWhole(lilas, second);
    await expect.poll(async () => (await sentState(lilas, second))?.state).toBe('refused');
    expect(await receivedState(rose, second)).toBeNull();
    // Where the event was not held in time, it has told the same.
    expect(held.rows.length).toBeLessThanOrEqual(1);
    await expect.poll(async () => (await sentState(lilas, first))?.state).toBe('refused');
  });

  test('spares another transfer of the same sender, and the same name by another sender', async () => {
    const [[first], [other]] = [await volumes(lilas, rose, 1), await volumes(lilas, rose, 1)];
    if (first === undefined || other === undefined) throw new RangeError('two volumes');
    const named = { kind: 'transfer', volume: first.message.volume } as Partial<Message>;
    const theirs = await compose(paul, rose, named);
    for (const [from, each] of [
      [lilas, first],
      [lilas, other],
      [paul, theirs],
    ] as const)
      await arrive(from, rose, each);
    await openAt(rose, first);
    expect(await refuse(rose, first)).toBe('done');
    await expect.poll(() => statesOf(lilas, [first, other])).toEqual(['refused', 'received']);
    expect((await receivedState(rose, other))?.state).toBe('unread');
    expect((await receivedState(rose, theirs))?.state).toBe('unread');
  });

  test('comes too late once a volume was filed', async () => {
    const [first, second] = await volumes(lilas, rose, 2);
    if (first === undefined || second === undefined) throw new RangeError('two volumes');
    for (const each of [first, second]) {
      await arrive(lilas, rose, each);
      await openAt(rose, each);
    }
    const params = { message: first.message.message };
    await call(rose.url, 'fileMessage', { token: rose.signedIn.token, params });
    expect(await refuse(rose, second)).toBe('conflict');
    expect((await receivedState(rose, second))?.state).toBe('read');
  });

  test('is one, if two doctors refuse two volumes at once', async () => {
    const [first, second] = await volumes(lilas, rose, 2);
    if (first === undefined || second === undefined) throw new RangeError('two volumes');
    for (const each of [first, second]) {
      await arrive(lilas, rose, each);
      await openAt(rose, each);
    }
    const outcomes = await Promise.all([refuse(rose, first), refuse(rose, second)]);
    expect(outcomes.toSorted()).toEqual(['conflict', 'done']);
    await expect.poll(() => statesOf(lilas, [first, second])).toEqual(['refused', 'refused']);
  });

  test('names the transfer of the volume, and no other', async () => {
    const [first] = await volumes(lilas, rose, 1);
    if (first === undefined) throw new RangeError('one volume');
    const letter = await compose(lilas, rose);
    for (const each of [first, letter]) {
      await arrive(lilas, rose, each);
      await openAt(rose, each);
    }
    expect(await refuse(rose, first, { transfer: newId() })).toBe('signature_refused');
    expect(await refuse(rose, letter, { transfer: newId() })).toBe('signature_refused');
    expect(await refuse(rose, first, { kind: 'read' })).toBe('signature_refused');
    const bare = await receiptFor(rose, first, { kind: 'refused' });
    const params = { message: first.message.message };
    expect(
      await code(call(rose.url, 'sendReceipt', { token: rose.signedIn.token, params, body: { receipt: bare } })),
    ).toBe('signature_refused');
  });

  test.each<[string, Partial<Message>]>([
    ['a volume on a letter', { volume: { transfer: newId(), number: 1, of: 1 } }],
    ['a volume behind the last one', { kind: 'transfer', volume: { transfer: newId(), number: 3, of: 2 } }],
  ])('is not asked for %s, which no server takes', async (_, over) => {
    const { statement } = await compose(lilas, rose, over);
    const body = { statement };
    expect(await code(call(lilas.url, 'sendMessage', { token: lilas.signedIn.token, body }))).toBe('signature_refused');
  });
});

describe('a message to a practice of another server', () => {
  test('is delivered while that server is away for some time, and is read there', async () => {
    await farServer.close();
    const composed = await compose(lilas, paul, {}, [900, 1_500_000]);
    await sendWhole(lilas, composed);
    await expect.poll(async () => await triesOf(composed)).toBeGreaterThan(1);
    expect((await sentState(lilas, composed))?.state).toBe('queued');
    farServer = await far.another({
      listen: { host: '127.0.0.1', port: farPort },
      exchange: { ...exchange, peersFile: join(near.directory, 'as-peer.json') },
    });
    await expect.poll(async () => (await sentState(lilas, composed))?.state).toBe('received');
    const { token } = paul.signedIn;
    const { message } = composed.message;
    await call(paul.url, 'openMessage', { token, params: { message } });
    const partAt = { token, params: { message, stream: 1, part: 1 } };
    const bytes = new Uint8Array(await (await send(paul.url, 'receivedPart', partAt)).arrayBuffer());
    expect(Buffer.from(bytes).equals(composed.parts[1]?.[1] ?? Buffer.alloc(0))).toBe(true);
    const receipt = await receiptFor(paul, composed);
    await call(paul.url, 'sendReceipt', { token, params: { message }, body: { receipt } });
    await expect.poll(async () => (await sentState(lilas, composed))?.state).toBe('read');
  });

  test('comes back as an answer, and is withdrawn there', async () => {
    const answer = await compose(paul, lilas);
    await sendWhole(paul, answer);
    await expect.poll(async () => (await receivedState(lilas, answer))?.state).toBe('unread');
    const params = { message: answer.message.message };
    const body = { withdrawal: await withdrawalOf(paul, answer) };
    await expect.poll(async () => (await sentState(paul, answer))?.state).toBe('received');
    await call(paul.url, 'withdrawMessage', { token: paul.signedIn.token, params, body });
    await expect.poll(async () => (await sentState(paul, answer))?.state).toBe('withdrawn');
    expect((await receivedState(lilas, answer))?.state).toBe('withdrawn');
  });

  test('is taken only from the server in whose directory its sender is', async () => {
    const { statement } = await compose(lilas, rose);
    const keys = await lilas.doctor.statement();
    expect(await relayAs(await farRight('/v1/relay/messages'), { statement, keys })).toBe('signature_refused');
  });

  test.each<[string, (path: string) => Promise<string>]>([
    ['no right', () => Promise.resolve('')],
    ['a session', () => Promise.resolve(`Bearer ${lilas.signedIn.token}`)],
    ['a right for another path', () => farRight('/v1/relay/other')],
    ['a right for another server', (path) => farRight(path, { aud: far.server.key })],
    ['an old right', (path) => farRight(path, { iat: Math.floor(Date.now() / 1000) - 600 })],
    ['a right by a stranger', async (path) => rightOf(path, await makeSigner(), {})],
  ])('is rejected with %s', async (_, right) => {
    const { statement } = await compose(paul, lilas);
    const authorization = await right('/v1/relay/messages');
    expect(await relayAs(authorization, { statement, keys: await paul.doctor.statement() })).toBe('unauthenticated');
  });

  test.each<[string, () => Promise<{ statement: string; keys: string }>, string]>([
    ['a practice that is not here', async () => relayed(await compose(paul, { id: newId() })), 'not_found'],
    [
      'an old message',
      async () => relayed(await compose(paul, lilas, { time: Date.now() - 2 * giveUpMs })),
      'signature_refused',
    ],
    ['an expired share', async () => relayed(await compose(paul, lilas, expired())), 'erased'],
    [
      'keys of another member',
      async () => ({ ...(await relayed(await compose(paul, lilas))), keys: await lilas.doctor.statement() }),
      'signature_refused',
    ],
  ])('is rejected for %s', async (_, make, expected) => {
    expect(await relayAs(await farRight('/v1/relay/messages'), await make())).toBe(expected);
  });
});

describe('a practice that has left the directory', () => {
  let gone: Correspondent;
  beforeAll(async () => {
    gone = await joined(near, nearServer);
    await publish(gone);
  });
  const eventOf = async ({ message }: Composed) => {
    const text = 'SELECT tries, given_up_at AS "givenUpAt" FROM message_event WHERE message = $1';
    return (await near.own.database.query<{ tries: number; givenUpAt: string | null }>(text, [message.message]))
      .rows[0];
  };
  const listed = (isListed: boolean) =>
    near.own.database.query('UPDATE directory_entry SET removed = $2 WHERE listed = $1', [gone.id, !isListed]);
  /** Lets the time of the configuration pass for the events of a message. */
  const age = ({ message }: Composed) =>
    near.own.database.query('UPDATE message_event SET created_at = created_at - $2 WHERE message = $1', [
      message.message,
      exchange.eventGiveUpMs + 1,
    ]);
  const triedTwice = (composed: Composed) =>
    expect.poll(async () => (await eventOf(composed))?.tries ?? 0).toBeGreaterThan(1);

  test('gets no withdrawal: it is tried for the time of the configuration, then ends with a state of its own', async () => {
    await listed(true);
    const composed = await compose(lilas, gone);
    await sendWhole(lilas, composed);
    await expect.poll(async () => (await sentState(lilas, composed))?.state).toBe('received');
    await listed(false);
    const request = async () => ({
      ...{ token: lilas.signedIn.token, params: { message: composed.message.message } },
      body: { withdrawal: await withdrawalOf(lilas, composed) },
    });
    await call(lilas.url, 'withdrawMessage', await request());
    await triedTwice(composed);
    expect((await sentState(lilas, composed))?.state).toBe('withdrawing');
    await age(composed);
    await expect.poll(async () => (await sentState(lilas, composed))?.state).toBe('unwithdrawn');
    await expect.poll(() => eventOf(composed)).toBeUndefined();
    // The practice is back, and the doctor tries again.
    await listed(true);
    await call(lilas.url, 'withdrawMessage', await request());
    await expect.poll(async () => (await sentState(lilas, composed))?.state).toBe('withdrawn');
  });

  test('gets no receipt: it is tried for the time of the configuration, and the inbox says that it was given up', async () => {
    await listed(true);
    const composed = await compose(gone, rose);
    await sendWhole(gone, composed);
    await expect.poll(async () => (await receivedState(rose, composed))?.state).toBe('unread');
    await listed(false);
    const request = { token: rose.signedIn.token, params: { message: composed.message.message } };
    await call(rose.url, 'openMessage', request);
    await call(rose.url, 'sendReceipt', { ...request, body: { receipt: await receiptFor(rose, composed) } });
    await triedTwice(composed);
    expect((await receivedState(rose, composed))?.receiptLostAt).toBeUndefined();
    await age(composed);
    await expect.poll(async () => (await receivedState(rose, composed))?.receiptLostAt).toBeDefined();
    const before = await eventOf(composed);
    // Rounds of delivery go on.
    const other = await compose(lilas, rose);
    await sendWhole(lilas, other);
    await expect.poll(async () => (await sentState(lilas, other))?.state).toBe('received');
    expect(await eventOf(composed)).toEqual(before);
  });
});

async function bodyOf(from: Correspondent, to: Correspondent) {
  return { token: from.signedIn.token, body: { statement: (await compose(from, to)).statement } };
}

async function relayed({ statement }: Composed): Promise<{ statement: string; keys: string }> {
  return { statement, keys: await paul.doctor.statement() };
}

function expired(): Partial<Message> {
  const time = Date.now() - 7_200_000;
  return { kind: 'share', time, expires: time + 3_600_000 };
}

/** Leaves of the checkpoint if t vaults have cosigned it, else 0. */
async function cosignedSize(url: string, of: string, world: World): Promise<number> {
  const response = await send(url, 'directoryCheckpoint', { params: { directory: of } });
  if (!response.ok) return 0;
  const { note } = (await response.json()) as { note: string };
  const lines = note.split('\n').filter((line) => line.startsWith('— etanche/vault/'));
  return lines.length >= world.federation.federation.threshold ? Number(note.split('\n')[1]) : 0;
}

async function triesOf(composed: Composed): Promise<number> {
  const text = 'SELECT tries FROM outbox_message WHERE message = $1';
  const { rows } = await near.own.database.query<{ tries: number }>(text, [composed.message.message]);
  return rows[0]?.tries ?? 0;
}

async function relayAs(authorization: string, body: object): Promise<string> {
  const response = await fetch(`${lilas.url}/v1/relay/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization !== '' && { authorization }) },
    body: JSON.stringify(body),
  });
  return response.ok ? 'done' : (await problemOf(response)).code;
}

/** A right by the key of the far server, which the near one knows. */
async function farRight(path: string, over: object = {}): Promise<string> {
  return rightOf(path, await keyOf(far), over);
}

async function rightOf(path: string, key: Signer, over: object): Promise<string> {
  const payload = { aud: near.server.key, iat: Math.floor(Date.now() / 1000), path, ...over };
  return `Etanche-Relay ${await sign(payload, jwsTypes.relay, key)}`;
}

/** The key of a server, from its file. */
async function keyOf({ directory: at }: World): Promise<Signer> {
  const { seed } = JSON.parse(readFileSync(join(at, 'server-key.json'), 'utf8')) as { seed: string };
  const { privateKey, publicKey } = await ed25519KeyPair(fromBase64url(seed, 32));
  return { key: privateKey, publicKey: toBase64url(publicKey) };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
