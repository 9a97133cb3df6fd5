import { mediaTypes } from '@etanche/core-vault-protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  listInbox,
  listOutbox,
  sealFromFile,
  sendFromFile,
  sentFrom,
  settleBefore,
  settleSent,
  signIn,
  type MessageToSend,
  type PatientFile,
  type RecordsClient,
} from '../../src/index.ts';
import { dataOf, patient } from './data-practice.ts';
import { code, correspondentOf, receivedBy, sentBy, someDocument, startTwoPractices } from './two-practices.ts';

/**
 * The fate of a request: it never arrives (`before`), its answer is lost (`after`), or the server refuses it (`busy`).
 */
type Fate = 'passes' | 'before' | 'after' | 'proxy' | 'busy';

let practices: Awaited<ReturnType<typeof startTwoPractices>>;
let alice: RecordsClient;
let paul: RecordsClient;
/** Decides about each request of the sender by its method and path. */
let fate: (method: string, path: string) => Fate = () => 'passes';
let made = 0;
beforeAll(async () => {
  practices = await startTwoPractices();
  paul = practices.paul;
  const { options } = practices.running.doctor;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname, href } = new URL(request.url);
    const outcome = href.startsWith(options.serverUrl) ? fate(request.method, pathname) : 'passes';
    if (outcome === 'before') throw new TypeError('the connection was reset');
    if (outcome === 'busy') return problem('overloaded', 503);
    const response = await globalThis.fetch(request);
    if (outcome === 'passes') return response;
    await response.arrayBuffer();
    if (outcome === 'proxy') return new Response('Bad Gateway', { status: 502 });
    throw new TypeError('the connection was reset');
  };
  const retry = { attempts: 2, firstWaitMs: 1, longestWaitMs: 1 };
  alice = await signIn({ ...options, retry, environment: { ...options.environment, fetch } });
});
afterAll(() => practices[Symbol.asyncDispose]());
beforeEach(() => {
  fate = () => 'passes';
});

function problem(code: string, status: number): Response {
  const body = { type: 'about:blank', title: code, status, code };
  return Response.json(body, { status, headers: { 'content-type': mediaTypes.problem } });
}

const isPart = (method: string, path: string) => method === 'PUT' && path.startsWith('/v1/outbox/');
const isStatement = (method: string, path: string) => method === 'POST' && path === '/v1/outbox';
const isRecord = (method: string, path: string) => method === 'POST' && path.endsWith('/writes');

async function letter(subject = `Avis ${made}`): Promise<MessageToSend> {
  const file = await dataOf(alice).patients.create(patient('PERDU', `Camille ${made++}`, '1977-07-12'));
  return letterAbout(file, subject);
}
async function letterAbout(file: PatientFile, subject: string): Promise<MessageToSend> {
  const attachments = [{ title: 'bilan.txt', contentType: 'text/plain', content: new Blob(['bilan']) }];
  const given = { subject, document: someDocument, attachments, sender: 'Dr Alice', kind: 'message' as const };
  return sealFromFile(alice, await correspondentOf(alice, paul), file, given);
}
const copiesAt = async ({ sealed }: MessageToSend): Promise<number> => {
  const { messages } = await listInbox(paul);
  return messages.filter(({ message }) => message.message === sealed.message.message).length;
};
const stateIn = ({ file }: MessageToSend) => sentFrom(file)[0]?.state;
const find = async (ids: readonly string[]) => {
  const { messages, next } = await listOutbox(alice);
  const wanted = messages.filter(({ message }) => ids.includes(message.message));
  return { found: new Map(wanted.map((sent) => [sent.message.message, sent])), isWhole: next === null };
};
const settled = (to: MessageToSend) =>
  settleBefore(alice, to.file, { practice: paul.practice.id, subject: to.record.subject }, find);

describe('the answer to the last part of a message', () => {
  test('that is lost leaves it open what became of it, also if the next attempt is refused for another reason', async () => {
    const sending = await letter();
    let parts = 0;
    fate = (method, path) => {
      if (!isPart(method, path)) return 'passes';
      parts += 1;
      return parts === 2 ? 'after' : parts > 2 ? 'busy' : 'passes';
    };
    expect(await code(sendFromFile(sending))).toBe('uncertain');
    fate = () => 'passes';
    expect(await sending.sealed.check()).toBe('sent');
  });

  test.each<Fate>(['after', 'proxy'])(
    'that is lost once (%s) is asked for again, and the message is sent',
    async (how) => {
      const sending = await letter();
      let left = 2;
      fate = (method, path) => (isPart(method, path) && --left === 0 ? how : 'passes');
      await sendFromFile(sending);
      expect(stateIn(sending)).toBe('sent');
      await receivedBy(paul, sending.sealed);
      expect(await copiesAt(sending)).toBe(1);
    },
  );

  test.each<Fate>(['after', 'proxy'])(
    'that is lost for good (%s) leaves a message of which nobody knows, and a check settles it',
    async (how) => {
      const sending = await letter();
      let parts = 0;
      fate = (method, path) => (isPart(method, path) && ++parts > 1 ? how : 'passes');
      expect(await code(sendFromFile(sending))).toBe('uncertain');
      expect(stateIn(sending)).toBe('sending');
      fate = (method, path) => (isStatement(method, path) ? 'before' : 'passes');
      expect(await code(sending.sealed.check())).toBe('unreachable');
      fate = () => 'passes';
      expect(await sending.sealed.check()).toBe('sent');
      await sentBy(alice, sending.sealed, 'received');
      await sendFromFile(sending);
      expect(stateIn(sending)).toBe('sent');
      expect(await copiesAt(sending)).toBe(1);
    },
  );

  test('that is lost because it never arrived leaves a message that was not sent, and the same call sends it', async () => {
    const sending = await letter();
    let parts = 0;
    fate = (method, path) => (isPart(method, path) && ++parts > 1 ? 'before' : 'passes');
    expect(await code(sendFromFile(sending))).toBe('uncertain');
    fate = () => 'passes';
    expect(await sending.sealed.check()).toBe('not_sent');
    expect(await copiesAt(sending)).toBe(0);
    await sendFromFile(sending);
    await receivedBy(paul, sending.sealed);
    expect(await copiesAt(sending)).toBe(1);
  });
});

test.each<[string, (method: string, path: string) => boolean]>([
  ['its statement', isStatement],
  ['its first part', isPart],
])('a message of which the answer to %s is lost was not sent, without a doubt', async (_, isLost) => {
  const sending = await letter();
  fate = (method, path) => (isLost(method, path) ? 'after' : 'passes');
  expect(await code(sendFromFile(sending))).toBe('unreachable');
  expect(await sending.sealed.check()).toBe('not_sent');
  fate = () => 'passes';
  await sendFromFile(sending);
  await receivedBy(paul, sending.sealed);
  expect(await copiesAt(sending)).toBe(1);
});

test('a message that left is sent, also if the file cannot record it now; its sender settles the record', async () => {
  const sending = await letter();
  let writes = 0;
  fate = (method, path) => (isRecord(method, path) && ++writes > 1 ? 'before' : 'passes');
  expect(await code(sendFromFile(sending))).toBe('done');
  fate = () => 'passes';
  expect(stateIn(sending)).toBe('sending');
  await settleSent(sending.file, await sentBy(alice, sending.sealed, 'received'));
  expect(stateIn(sending)).toBe('sent');
});

describe('a second message like one that was begun in an earlier session', () => {
  test('is not needed if the first one had left, which its record did not say', async () => {
    const first = await letter();
    let parts = 0;
    fate = (method, path) => (isPart(method, path) && ++parts > 1 ? 'after' : 'passes');
    expect(await code(sendFromFile(first))).toBe('uncertain');
    fate = () => 'passes';
    expect(await code(settled(first))).toBe('already_sent');
    expect(stateIn(first)).toBe('sent');
    // The person knows now, and may send it once more.
    expect(await code(settled(first))).toBe('done');
  });

  test('is sealed once the first one, which never was complete, is taken back: a late part does not complete it', async () => {
    const first = await letter();
    let parts = 0;
    fate = (method, path) => (isPart(method, path) && ++parts > 1 ? 'before' : 'passes');
    expect(await code(sendFromFile(first))).toBe('uncertain');
    fate = () => 'passes';
    expect(await code(settled(first))).toBe('done');
    expect(stateIn(first)).toBe('ended');
    const second = await letterAbout(first.file, first.record.subject);
    await sendFromFile(second);
    expect(await code(first.sealed.send())).toBe('conflict');
    await receivedBy(paul, second.sealed);
    expect([await copiesAt(first), await copiesAt(second)]).toEqual([0, 1]);
  });

  test('waits while the outbox cannot be read to its end', async () => {
    const first = await letter();
    fate = (method, path) => (isStatement(method, path) ? 'before' : 'passes');
    expect(await code(sendFromFile(first))).toBe('unreachable');
    fate = () => 'passes';
    const cut = () => Promise.resolve({ found: new Map(), isWhole: false });
    const same = { practice: paul.practice.id, subject: first.record.subject };
    expect(await code(settleBefore(alice, first.file, same, cut))).toBe('uncertain');
    expect(await code(settled(first))).toBe('done');
  });

  test('is another one with another subject or practice', async () => {
    const first = await letter();
    fate = (method, path) => (isStatement(method, path) ? 'before' : 'passes');
    expect(await code(sendFromFile(first))).toBe('unreachable');
    fate = () => 'passes';
    const never = () => Promise.reject(new Error('the outbox is not asked'));
    const same = { practice: paul.practice.id, subject: first.record.subject };
    await settleBefore(alice, first.file, { ...same, subject: 'Autre' }, never);
    await settleBefore(alice, first.file, { ...same, practice: alice.practice.id }, never);
  });
});
