import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { exchangeLimits } from '@etanche/core-exchange-protocol';
import { createRunningRoot, formatCheckpoint, formatNote, leafHash, signNote } from '@etanche/core-merkle';
import { directoryId, logOrigin } from '@etanche/core-vault-protocol';
import { ed25519KeyPair, fromBase64url, jwsTypes, toBase64url, utf8 } from '@etanche/core-wire';
import { makeSigner, sign, type Signer } from '../../../vault/server/test/support/caller.ts';
import type { RecordsServer } from '../src/index.ts';
import { call, problemOf, Refused, send } from './support/api.ts';
import { found } from './support/founding.ts';
import {
  compose,
  entryOf,
  hash,
  publish,
  receiptFor,
  receivedState,
  sendWhole,
  sentState,
  withdrawalOf,
  type Composed,
  type Correspondent,
} from './support/messages.ts';
import { quickExchange } from './support/peers.ts';
import { newId } from './support/store.ts';
import { startWorld, type World } from './support/world.ts';

const exchange = { ...quickExchange, timeoutMs: 500, syncBytes: 300_000 };

/** A peer that an attacker runs, with one practice in its directory. */
type AttackPeer = {
  readonly server: Server;
  readonly signer: Signer;
  /** Paths of the requests. */
  readonly asked: string[];
  readonly practice: string;
};

let near: World;
let far: World;
let farServer: RecordsServer;
let lilas: Correspondent;
let rose: Correspondent;
let iris: Correspondent;
let paul: Correspondent;
let zoe: Correspondent;
/** The hash of the entry of `paul` in the directory of the far server. */
let entry: string;
let hanging: AttackPeer;
let flooding: AttackPeer;

/**
 * Practices `lilas`, `rose` and `iris` on a server that has three peers: an honest one, one that hangs, and one that
 * floods.
 */
beforeAll(async () => {
  far = await startWorld({ exchange });
  [hanging, flooding] = [await startPeer(), await startPeer()];
  const farPort = await freePort();
  const peers = [
    ...[hanging, flooding].map(({ server, signer }, i) =>
      peerOf(far, `Attaque ${i}`, portOf(server), signer.publicKey),
    ),
    peerOf(far, 'Lointain', farPort, far.server.key),
  ];
  const file = join(far.directory, 'peers-of-near.json');
  writeFileSync(file, JSON.stringify({ peers }));
  near = await startWorld({ exchange: { ...exchange, peersFile: file } });
  const back = join(far.directory, 'peers-of-far.json');
  const nearPort = Number(new URL(near.server.url).port);
  writeFileSync(back, JSON.stringify({ peers: [peerOf(near, 'Proche', nearPort, near.server.key)] }));
  farServer = await far.another({
    listen: { host: '127.0.0.1', port: farPort },
    exchange: { ...exchange, peersFile: back },
  });
  const join_ = async (world: World, { url }: RecordsServer): Promise<Correspondent> => ({
    ...(await found(world)),
    ...{ url, federation: world.federation.federation },
  });
  [lilas, rose, iris] = [
    await join_(near, near.server),
    await join_(near, near.server),
    await join_(near, near.server),
  ];
  [paul, zoe] = [await join_(far, farServer), await join_(far, farServer)];
  await serve(hanging, lilas);
  await serve(flooding, lilas);
  for (const each of [lilas, rose, iris, zoe]) await publish(each);
  entry = hash(await publish(paul));
  const isReady = async (): Promise<boolean> => {
    const listed = [paul, zoe].map(({ id }) => isListed(near.server, far.server.key, id));
    listed.push(isListed(farServer, near.server.key, lilas.id));
    listed.push(isListed(near.server, hanging.signer.publicKey, hanging.practice));
    return (await Promise.all(listed)).every(Boolean);
  };
  await vi.waitUntil(isReady, { timeout: 300_000, interval: 100 });
});
afterAll(async () => {
  for (const { server } of [hanging, flooding]) {
    server.closeAllConnections();
    server.close();
  }
  await farServer.close();
  await near[Symbol.asyncDispose]();
  await far[Symbol.asyncDispose]();
});

const code = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refused ? error.code : String(error)),
  );

describe('a stolen account', () => {
  test('cannot take the id of a received message, and so replace or delete its parts', async () => {
    const letter = await compose(rose, lilas);
    await sendWhole(rose, letter);
    await expect.poll(async () => (await receivedState(lilas, letter))?.state).toBe('unread');
    const { message } = letter.message;
    const thief = await compose(lilas, rose, { message });
    const { token } = lilas.signedIn;
    expect(await code(call(lilas.url, 'sendMessage', { token, body: { statement: thief.statement } }))).toBe(
      'conflict',
    );
    const body = { withdrawal: await withdrawalOf(lilas, thief) };
    expect(await code(call(lilas.url, 'withdrawMessage', { token, params: { message }, body }))).toBe('not_found');
    await call(lilas.url, 'openMessage', { token, params: { message } });
    const part = await send(lilas.url, 'receivedPart', { token, params: { message, stream: 0, part: 0 } });
    expect(Buffer.from(await part.arrayBuffer()).equals(letter.parts[0]?.[0] ?? Buffer.alloc(0))).toBe(true);
  });
});

test('a stranger who reads a directory of large entries gets a bounded answer, and all leaves in several', async () => {
  const person = { name: 'N'.repeat(120), speciality: 'S'.repeat(120) };
  const practitioners = Array.from({ length: 200 }, () => ({ member: newId(), ...person }));
  for (const publisher of [rose, iris]) {
    const { url, signedIn } = publisher;
    let previous = hash((await entryIn(publisher)) ?? '');
    for (let sequence = 2; sequence < 17; sequence += 1) {
      const body = await entryOf(publisher, { sequence, previous, practitioners });
      await call(url, 'publishEntry', { token: signedIn.token, body });
      previous = hash(body.entry);
    }
  }
  const params = { directory: directoryId(near.server.key) };
  const read = (from: number) => call(near.server.url, 'directoryLeaves', { params, query: { from } });
  const size = async (): Promise<number> => {
    let [number, bytes] = [0, 0];
    for (;;) {
      const { leaves } = await read(number);
      if (leaves.length === 0) return number;
      const answer = leaves.reduce((sum, leaf) => sum + leaf.length, 0);
      bytes = Math.max(bytes, answer);
      expect(bytes).toBeLessThanOrEqual(exchangeLimits.leafBytesPerAnswer);
      number += leaves.length;
    }
  };
  // The peers, the first entries and the new ones.
  await expect.poll(size).toBe(3 + 3 + 30);
  expect((await read(0)).leaves.length).toBeLessThan(36);
});

describe('a peer', () => {
  test('that gives no answer is asked once in a round, and holds up no message to another peer', async () => {
    const stuck: Composed[] = [];
    for (let i = 0; i < 12; i += 1) stuck.push(await compose(lilas, { id: hanging.practice }));
    for (const each of stuck) await sendWhole(lilas, each);
    const before = relays();
    const letter = await compose(lilas, paul, { entry });
    await sendWhole(lilas, letter);
    await expect.poll(async () => (await sentState(lilas, letter))?.state).toBe('received');
    expect(relays() - before).toBeLessThan(10);
    expect((await sentState(lilas, stuck[0] as Composed))?.state).toBe('queued');
  });

  test('that lists a practice of another peer gets none of its messages, receipts and withdrawals', async () => {
    const relayed = () => hanging.asked.filter((path) => path.startsWith(`/v1/relay/practices/${paul.id}/`)).length;
    const letter = await compose(paul, lilas);
    await sendWhole(paul, letter);
    await expect.poll(async () => (await receivedState(lilas, letter))?.state).toBe('unread');
    const { token } = lilas.signedIn;
    const { message } = letter.message;
    await call(lilas.url, 'openMessage', { token, params: { message } });
    const receipt = await receiptFor(lilas, letter);
    await call(lilas.url, 'sendReceipt', { token, params: { message }, body: { receipt } });
    await expect.poll(async () => (await sentState(paul, letter))?.state).toBe('read');
    const answer = await compose(lilas, paul, { entry });
    await sendWhole(lilas, answer);
    await expect.poll(async () => (await sentState(lilas, answer))?.state).toBe('received');
    const body = { withdrawal: await withdrawalOf(lilas, answer) };
    await call(lilas.url, 'withdrawMessage', { token, params: { message: answer.message.message }, body });
    await expect.poll(async () => (await sentState(lilas, answer))?.state).toBe('withdrawn');
    expect((await receivedState(paul, answer))?.state).toBe('withdrawn');
    expect(relayed()).toBe(0);
  });

  test('with endless leaves is read up to a number of bytes, and nothing of it is stored', async () => {
    const reads = () => flooding.asked.filter((path) => path.endsWith('/checkpoint')).length;
    const pages = () => flooding.asked.filter((path) => path.includes('/leaves')).length;
    await expect.poll(reads).toBeGreaterThan(3);
    expect(pages() / reads()).toBeLessThan(6);
    expect(await isListed(near.server, flooding.signer.publicKey, flooding.practice)).toBe(false);
  });

  test('cannot bring a message with the id of one that was sent to it', async () => {
    const sent = await compose(lilas, paul);
    const answer = await compose(paul, lilas, { message: sent.message.message });
    const body = { statement: sent.statement };
    await call(lilas.url, 'sendMessage', { token: lilas.signedIn.token, body });
    expect(await relay(near.server, paul, answer)).toBe('conflict');
  });

  test('brings at most so many messages on a day, of one practice and of all together', async () => {
    const limits = { member: 200, sender: 2, peer: 3 };
    await using strict = await strictServer({ ...exchange, messagesPerDay: limits });
    const [first, second, third] = [await compose(paul, iris), await compose(paul, iris), await compose(paul, iris)];
    expect(await relay(strict, paul, first)).toBe('done');
    expect(await relay(strict, paul, second)).toBe('done');
    expect(await relay(strict, paul, third)).toBe('limit_reached');
    expect(await relay(strict, zoe, await compose(zoe, iris))).toBe('done');
    expect(await relay(strict, zoe, await compose(zoe, iris))).toBe('limit_reached');
    // A repetition is not counted, and another practice still receives.
    expect(await relay(strict, paul, first)).toBe('done');
    expect(await relay(strict, zoe, await compose(zoe, rose))).toBe('done');
  });

  test('brings at most so many bytes on a day', async () => {
    const bytesPerDay = { sender: 1_000_000, peer: 3000 };
    await using strict = await strictServer({ ...exchange, bytesPerDay });
    expect(await relay(strict, zoe, await compose(zoe, rose, {}, [4000]))).toBe('limit_reached');
    expect(await relay(strict, zoe, await compose(zoe, rose, {}, [700]))).toBe('done');
  });
});

/** Another process on the store of the near server, with limits of its own. */
async function strictServer(settings: typeof exchange): Promise<RecordsServer & AsyncDisposable> {
  const peersFile = join(far.directory, 'peers-of-near.json');
  const server = await near.another({ exchange: { ...settings, peersFile } });
  return Object.assign(server, { [Symbol.asyncDispose]: () => server.close() });
}

/** Brings a statement as the far server would. */
async function relay({ url }: RecordsServer, from: Correspondent, { statement }: Composed): Promise<string> {
  const path = '/v1/relay/messages';
  const { seed } = JSON.parse(readFileSync(join(far.directory, 'server-key.json'), 'utf8')) as { seed: string };
  const { privateKey, publicKey } = await ed25519KeyPair(fromBase64url(seed, 32));
  const right = { aud: near.server.key, iat: Math.floor(Date.now() / 1000), path };
  const signed = await sign(right, jwsTypes.relay, { key: privateKey, publicKey: toBase64url(publicKey) });
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Etanche-Relay ${signed}` },
    body: JSON.stringify({ statement, keys: await from.doctor.statement() }),
  });
  return response.ok ? 'done' : (await problemOf(response)).code;
}

const relays = (): number => hanging.asked.filter((path) => path.startsWith('/v1/relay')).length;

function peerOf(world: World, name: string, port: number, server: string) {
  return { name, url: `http://127.0.0.1:${port}`, server, federation: world.federation.federation };
}

async function startPeer(): Promise<AttackPeer> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, signer: await makeSigner(), asked: [], practice: newId() };
}

/**
 * The hanging peer has a sound directory, in which `paul` of the far server is too; the flooding one says that it has a
 * thousand million leaves.
 */
async function serve(peer: AttackPeer, like: Correspondent): Promise<void> {
  const { server, signer, asked, practice } = peer;
  const directory = directoryId(signer.publicKey);
  const { entry: own, sealing } = await entryOf({ ...like, id: practice });
  const { entry: forged } = await entryOf({ ...like, id: paul.id });
  const all = [own, forged].map((each) => JSON.stringify({ kind: 'entry', time: 1, entry: each, identities: [] }));
  const isFlood = peer === flooding;
  const origin = logOrigin(directory, 1);
  const running = createRunningRoot();
  for (const leaf of all) running.add(leafHash(utf8(leaf)));
  const text = formatCheckpoint({ origin, size: isFlood ? 1_000_000_000 : all.length, root: running.root() });
  const signed = { name: origin, publicKey: fromBase64url(signer.publicKey, 32), key: signer.key };
  const note = formatNote({ text, signatures: [await signNote(text, signed)] });
  server.on('request', (request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    request.resume();
    const from = Number(new URL(path, 'http://x').searchParams.get('from'));
    const answers: readonly (readonly [string, unknown])[] = [
      ['/checkpoint', { note }],
      ['/leaves', { from, leaves: isFlood ? Array.from({ length: 60 }, () => all[0]) : all.slice(from) }],
      ['/sealing', { sealing }],
    ];
    const answer = answers.find(([end]) => path.replace(/\?.*/, '').endsWith(end));
    if (answer === undefined) return;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer[1]));
  });
}

/** The first entry of a practice in the directory of its server. */
async function entryIn({ id, url }: Correspondent): Promise<string | undefined> {
  const params = { directory: directoryId(near.server.key) };
  const { leaves } = await call(url, 'directoryLeaves', { params, query: { from: 0 } });
  const entries = leaves.flatMap((leaf) => (JSON.parse(leaf) as { entry?: string }).entry ?? []);
  return entries.find((entry) =>
    Buffer.from(entry.split('.')[1] ?? '', 'base64url')
      .toString()
      .includes(id),
  );
}

async function isListed(at: RecordsServer, server: string, practice: string): Promise<boolean> {
  const params = { directory: directoryId(server) };
  const response = await send(at.url, 'directoryLeaves', { params, query: { from: 0 } });
  if (!response.ok) return false;
  const { leaves } = (await response.json()) as { leaves: string[] };
  return leaves.some((leaf) => {
    const { entry = '' } = JSON.parse(leaf) as { entry?: string };
    return Buffer.from(entry.split('.')[1] ?? '', 'base64url')
      .toString()
      .includes(practice);
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
