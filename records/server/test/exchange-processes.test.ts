import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { directoryId } from '@etanche/core-vault-protocol';
import { freePorts } from '@etanche/platform';
import type { RecordsConfig } from '../src/index.ts';
import { call, Refused, send } from './support/api.ts';
import { found } from './support/founding.ts';
import {
  compose,
  publish,
  putPart,
  receiptFor,
  receivedState,
  sendWhole,
  sentState,
  type Composed,
  type Correspondent,
} from './support/messages.ts';
import { peersFileOf, quickExchange } from './support/peers.ts';
import { kill, spawnServer, type RunningProcess } from './support/spawn-server.ts';
import { startWorld, type World } from './support/world.ts';

/** A practice on a records server of its own: another process, database and federation. */
type Site = { readonly world: World; readonly config: RecordsConfig; running: RunningProcess; practice: Correspondent };

let lilas: Site;
let paul: Site;

beforeAll(async () => {
  const [near, far] = [await startWorld({ exchange: quickExchange }), await startWorld({ exchange: quickExchange })];
  const [nearPort = 0, farPort = 0] = await freePorts(2);
  lilas = await open(near, nearPort, peersFileOf(far, 'Lointain', farPort));
  paul = await open(far, farPort, peersFileOf(near, 'Proche', nearPort));
  for (const [at, other] of [
    [lilas, paul],
    [paul, lilas],
  ] as const) {
    const params = { directory: directoryId(other.world.server.key), practice: other.practice.id };
    await vi.waitUntil(() => isListed(call(at.practice.url, 'inboxSealingKey', { params })), { timeout: 300_000 });
  }
});
afterAll(async () => {
  for (const { running, world } of [lilas, paul]) {
    await kill(running);
    await world[Symbol.asyncDispose]();
  }
});

test('a message waits while the other server is killed, arrives once when it starts again, and its receipt returns', async () => {
  expect(lilas.running.child.pid).not.toBe(paul.running.child.pid);
  await kill(paul.running);
  const composed = await compose(lilas.practice, paul.practice, {}, [900, 1_500_000]);
  await sendWhole(lilas.practice, composed);
  await expect.poll(() => triesOf(composed)).toBeGreaterThan(1);
  expect((await sentState(lilas.practice, composed))?.state).toBe('queued');
  await restart(paul);
  await expect.poll(async () => (await sentState(lilas.practice, composed))?.state).toBe('received');
  await expectWhole(composed);
  const body = { receipt: await receiptFor(paul.practice, composed) };
  const params = { message: composed.message.message };
  await call(paul.practice.url, 'sendReceipt', { token: paul.practice.signedIn.token, params, body });
  await expect.poll(async () => (await sentState(lilas.practice, composed))?.state).toBe('read');
});

test('a message of which a part is missing when the sender’s server is killed is completed, and arrives once', async () => {
  const composed = await compose(lilas.practice, paul.practice, {}, [900, 2_200_000]);
  const { statement, message, parts } = composed;
  const { token } = lilas.practice.signedIn;
  const { missing } = await call(lilas.practice.url, 'sendMessage', { token, body: { statement } });
  for (const { stream, part } of missing.slice(0, 2)) {
    await putPart(lilas.practice, message.message, stream, part, Uint8Array.from(parts[stream]?.[part] ?? []));
  }
  await kill(lilas.running);
  await restart(lilas);
  const again = await call(lilas.practice.url, 'sendMessage', { token, body: { statement } });
  expect(again.missing).toEqual(missing.slice(2));
  await sendWhole(lilas.practice, composed);
  await expect.poll(async () => (await sentState(lilas.practice, composed))?.state).toBe('received');
  await expectWhole(composed);
});

test('messages are delivered once each while the receiving server is killed again and again', async () => {
  const all: Composed[] = [];
  for (let i = 0; i < 4; i++) {
    const composed = await compose(lilas.practice, paul.practice, {}, [900, 1_100_000]);
    all.push(composed);
    await sendWhole(lilas.practice, composed);
    await expect.poll(() => triesOf(composed)).toBeGreaterThanOrEqual(i % 2);
    await kill(paul.running);
    await restart(paul);
  }
  for (const composed of all) {
    await expect.poll(async () => (await sentState(lilas.practice, composed))?.state).toBe('received');
    await expectWhole(composed);
  }
});

/** The recipient's inbox has the message once, with the bytes of every part. */
async function expectWhole({ statement, message, parts }: Composed): Promise<void> {
  const { url, signedIn } = paul.practice;
  const { token } = signedIn;
  const { messages } = await call(url, 'inbox', { token });
  expect(messages.filter((one) => one.statement === statement)).toHaveLength(1);
  await call(url, 'openMessage', { token, params: { message: message.message } });
  for (const [stream, own] of parts.entries()) {
    for (const [part, bytes] of own.entries()) {
      const params = { message: message.message, stream, part };
      const received = await (await send(url, 'receivedPart', { token, params })).arrayBuffer();
      expect(Buffer.from(received).equals(bytes)).toBe(true);
    }
  }
  expect((await receivedState(paul.practice, { statement, message, parts }))?.state).not.toBe('unread');
}

async function open(world: World, port: number, peersFile: string): Promise<Site> {
  const config = { ...world.config, listen: { host: '127.0.0.1', port }, exchange: { ...quickExchange, peersFile } };
  const running = await spawnServer(config, world.own.url.reveal());
  // The practice is founded in the world, and from here on its server is the process alone.
  const practice = { ...(await found(world)), url: running.url, federation: world.federation.federation };
  await world.server.close();
  await publish(practice);
  return { world, config, running, practice };
}

async function restart(site: Site): Promise<void> {
  site.running = await spawnServer(site.config, site.world.own.url.reveal());
}

async function isListed(answer: Promise<unknown>): Promise<boolean> {
  return answer.then(
    () => true,
    (error: unknown) => {
      if (error instanceof Refused) return false;
      throw error;
    },
  );
}

async function triesOf({ message }: Composed): Promise<number> {
  const text = 'SELECT tries FROM outbox_message WHERE message = $1';
  const { rows } = await lilas.world.own.database.query<{ tries: number }>(text, [message.message]);
  return rows[0]?.tries ?? 0;
}
