import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  listInbox,
  listOutbox,
  openMessage,
  publishEntry,
  readDirectories,
  sealMessage,
  signIn,
  verifyReceipts,
  type NewMessage,
  type Received,
  type RecordsClient,
  type SealedMessage,
} from '../../src/index.ts';
import { createMemory } from '../../src/session/memory.ts';
import {
  code,
  correspondentOf,
  open,
  receivedBy,
  sentBy,
  someDocument,
  startTwoPractices,
  unitsOf,
  type TwoPractices,
} from './two-practices.ts';

let practices: TwoPractices;
let alice: RecordsClient;
let paul: RecordsClient;
beforeAll(async () => {
  practices = await startTwoPractices();
  ({ alice, paul } = practices);
});
afterAll(() => practices[Symbol.asyncDispose]());

const letter: NewMessage = { kind: 'message', subject: 'Avis', document: someDocument, attachments: [] };
async function send(): Promise<SealedMessage> {
  const sealed = await sealMessage(alice, await correspondentOf(alice, paul), letter);
  await sealed.send();
  return sealed;
}

type Page = { messages: { statement: string; state: string; receivedAt?: number; receipts?: string[] }[] };

/** A device whose records server alters its JSON answers on paths with this end. */
async function onDevice(
  who: 'alice' | 'paul',
  end: string,
  alter: (page: Page) => void,
  memory = createMemory(),
): Promise<RecordsClient> {
  const { options } = who === 'alice' ? practices.running.doctor : practices.other.doctor;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    const response = await globalThis.fetch(input, init);
    if (!response.ok || !url.href.startsWith(options.serverUrl) || !url.pathname.endsWith(end)) return response;
    const page = (await response.json()) as Page;
    alter(page);
    return Response.json(page, { headers: { 'content-type': 'application/json' } });
  };
  return signIn({ ...options, environment: { ...options.environment, fetch, memory } });
}

test('a recipient’s server that drops a message has signed that it received it, and the sender sees no reading', async () => {
  const sealed = await send();
  await receivedBy(paul, sealed);
  const lying = await onDevice('paul', '/v1/inbox', (page) => {
    page.messages = page.messages.filter(({ statement }) => statement !== sealed.statement);
  });
  expect((await listInbox(lying)).messages.some(({ statement }) => statement === sealed.statement)).toBe(false);
  const sent = await sentBy(alice, sealed, 'received');
  expect(await verifyReceipts(alice, sent, await readDirectories(alice))).toBe('received');
});

test('a sender’s server that claims a delivery or a reading has no receipt for it', async () => {
  const sealed = await send();
  const received = await sentBy(alice, sealed, 'received');
  const lying = await onDevice('alice', '/v1/outbox', (page) => {
    for (const each of page.messages) each.state = 'read';
  });
  const claimed = (await listOutbox(lying)).messages.find(({ statement }) => statement === sealed.statement);
  expect(claimed?.state).toBe('read');
  if (claimed === undefined) throw new Error('the outbox has the message');
  const listings = await readDirectories(alice);
  expect(await verifyReceipts(alice, claimed, listings)).toBe('received');
  expect(await verifyReceipts(alice, { ...claimed, receipts: [] }, listings)).toBeNull();
  // The receipt of another message proves nothing.
  const other = await sentBy(alice, await send(), 'received');
  expect(await code(verifyReceipts(alice, { ...received, receipts: [...other.receipts] }, listings))).toBe(
    'could_not_check untrusted',
  );
});

test('a message that is shown twice is the same message, with the id that its sender signed', async () => {
  const sealed = await send();
  await receivedBy(paul, sealed);
  const lying = await onDevice('paul', '/v1/inbox', (page) => {
    page.messages = page.messages.flatMap((each) => [each, each]);
  });
  const copies = (await listInbox(lying)).messages.filter(({ statement }) => statement === sealed.statement);
  expect(copies.map(({ message }) => message.message)).toEqual([sealed.message.message, sealed.message.message]);
  const [first, second] = copies as [Received, Received];
  expect((await open(lying, first)).body).toEqual((await open(lying, second)).body);
});

test('a repeated statement under another id costs no unit', async () => {
  const received = await receivedBy(paul, await send());
  const before = await unitsOf(paul);
  const again = { ...received, message: { ...received.message, message: 'a'.repeat(26) } };
  // The statement counts and not what the server says beside it.
  expect((await openMessage(paul, again, await readDirectories(paul))).message.message).toBe(received.message.message);
  const forged = received.statement.replace(/\.[^.]{8}/, '.AAAAAAAA');
  expect(await code(open(paul, { ...received, statement: forged }))).toMatch(/untrusted|not_found/);
  expect(await unitsOf(paul)).toBe(before + 1);
});

test('a delayed or reordered message shows the time that its sender signed', async () => {
  const [first, second] = [await send(), await send()];
  await receivedBy(paul, second);
  const lying = await onDevice('paul', '/v1/inbox', (page) => {
    page.messages.reverse();
    for (const each of page.messages) each.receivedAt = 1;
  });
  const times = (await listInbox(lying)).messages
    .filter(({ statement }) => [first.statement, second.statement].includes(statement))
    .map(({ message }) => message.time);
  expect(times).toEqual([first.message.time, second.message.time]);
});

test('a directory that one person sees without its newest entry is refused by a device that saw it', async () => {
  const memory = createMemory();
  const seen = await onDevice('paul', '/never', () => undefined, memory);
  await readDirectories(seen);
  const old = new Map<string, string>();
  const { options } = practices.other.doctor;
  // The server keeps its earlier answers, which the vaults did cosign.
  const frozen = async (): Promise<RecordsClient> => {
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      const response = await globalThis.fetch(input, init);
      if (!/\/directories\/[^/]+\/(checkpoint|leaves)/.test(url)) return response;
      const text = await response.text();
      const kept = old.get(url) ?? text;
      old.set(url, kept);
      return new Response(kept, { status: response.status, headers: { 'content-type': 'application/json' } });
    };
    return signIn({ ...options, environment: { ...options.environment, fetch, memory } });
  };
  const lying = await frozen();
  await readDirectories(lying);
  const before = (await readDirectories(alice)).get(alice.practice.id)?.entry.sequence ?? 0;
  const practitioners = [{ member: alice.session.member, name: 'Dr Alice' }];
  await publishEntry(alice, { name: 'Cabinet de Alice', place: '13003 Marseille', practitioners });
  await expect
    .poll(async () => (await readDirectories(seen).catch(() => null))?.get(alice.practice.id)?.entry.sequence)
    .toBe(before + 1);
  // Two people see two directories: a device that saw the newer one detects it, as does a comparison of the two.
  expect(await code(readDirectories(lying))).toBe('could_not_check untrusted');
});
