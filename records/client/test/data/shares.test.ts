import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  endShare,
  sealFromFile,
  sealShare,
  sendFromFile,
  sendReceipt,
  sentFrom,
  type MessageToSend,
  type PatientFile,
  type RecordsClient,
  type RecordsData,
} from '../../src/index.ts';
import { dataOf, patient } from './data-practice.ts';
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
let data: RecordsData;
let made = 0;
beforeAll(async () => {
  practices = await startTwoPractices();
  ({ alice, paul } = practices);
  data = dataOf(alice);
});
afterAll(() => practices[Symbol.asyncDispose]());

const newFile = (): Promise<PatientFile> => data.patients.create(patient('PARTAGE', `Camille ${made++}`, '1977-07-12'));
const given = { subject: 'Synthèse', document: someDocument, attachments: [], sender: 'Dr Alice', days: 30 };
async function share(file: PatientFile, more: { replaces?: string; member?: string } = {}): Promise<MessageToSend> {
  const to = await correspondentOf(alice, paul);
  const shared = await sealShare(alice, to, file, { ...given, ...more });
  await sendFromFile(shared);
  return shared;
}
/** A client of the other practice whose clock is ahead; its server's is not. */
const ahead = (days: number): RecordsClient => ({
  ...paul,
  environment: { ...paul.environment, now: () => Date.now() + days * 86_400_000 },
});

describe('a share of a synthesis', () => {
  test('is opened by a nurse of another practice, and recorded in the patient’s file', async () => {
    const file = await newFile();
    const { sealed } = await share(file, { member: paul.session.member });
    const opened = await open(paul, await receivedBy(paul, sealed));
    expect(opened.body).toMatchObject({ subject: 'Synthèse', document: someDocument });
    const again = await dataOf(alice).patients.open(file.scope);
    expect(sentFrom(again)).toMatchObject([
      {
        ...{ message: sealed.message.message, kind: 'share', subject: 'Synthèse', state: 'sent', sender: 'Dr Alice' },
        practice: { id: paul.practice.id, name: 'Cabinet de Paul' },
        ...{ practitioner: 'Dr Paul', expires: new Date(sealed.message.expires ?? 0).toISOString() },
      },
    ]);
  });

  test('opens until its end, and no longer, even if a lying server still serves it', async () => {
    const { sealed } = await share(await newFile());
    const received = await receivedBy(paul, sealed);
    const before = await unitsOf(paul);
    expect(await code(open(ahead(30.01), received))).toBe('could_not_check untrusted');
    expect(await unitsOf(paul)).toBe(before);
    expect(await code(open(paul, received))).toBe('done');
  });

  test('does not give its attachments after its end', async () => {
    const content = new Blob(['bilan']);
    const attachments = [{ title: 'bilan.txt', contentType: 'text/plain', content }];
    const shared = await sealShare(alice, await correspondentOf(alice, paul), await newFile(), {
      ...given,
      attachments,
    });
    await sendFromFile(shared);
    let days = 0;
    const client: RecordsClient = {
      ...paul,
      environment: { ...paul.environment, now: () => Date.now() + days * 86_400_000 },
    };
    const opened = await open(client, await receivedBy(paul, shared.sealed));
    expect(await new Response(await opened.attachment(0)).text()).toBe('bilan');
    days = 31;
    expect(await code(opened.attachment(0))).toBe('could_not_check untrusted');
  });

  test('is replaced by its renewal, which another practice cannot send', async () => {
    const file = await newFile();
    const first = await share(file);
    const received = await receivedBy(paul, first.sealed);
    await open(paul, received);
    const second = await share(file, { replaces: first.sealed.message.message });
    expect(await code(open(paul, await receivedBy(paul, second.sealed)))).toBe('done');
    expect(await code(open(paul, received))).toBe('erased');
    expect(sentFrom(file)[0]).toMatchObject({ replaces: first.sealed.message.message });
    // The recipient's own share names a message of another sender.
    const foreign = await newFile();
    const theirs = await share(foreign);
    const kept = await receivedBy(paul, theirs.sealed);
    const back = await sealShare(paul, await correspondentOf(paul, alice), await theirFile(), {
      ...{ ...given, replaces: theirs.sealed.message.message },
    });
    await sendFromFile(back);
    await receivedBy(alice, back.sealed);
    expect(await code(open(paul, kept))).toBe('done');
  });

  test('is ended by its sender after it was read', async () => {
    const file = await newFile();
    const { sealed } = await share(file);
    const received = await receivedBy(paul, sealed);
    await open(paul, received);
    await sendReceipt(paul, received, 'read');
    await endShare(alice, file, await sentBy(alice, sealed, 'read'));
    await sentBy(alice, sealed, 'withdrawn');
    await expect.poll(() => code(open(paul, received))).toBe('erased');
    expect(sentFrom(file)).toMatchObject([{ state: 'ended' }]);
  });

  test('lasts at most a year', async () => {
    const to = await correspondentOf(alice, paul);
    const file = await newFile();
    for (const days of [0, -1, 367, Number.NaN]) {
      expect(await code(sealShare(alice, to, file, { ...given, days }))).toBe('too_large');
    }
  });
});

test('a message that did not leave is recorded as such, and the same call sends it', async () => {
  const file = await newFile();
  const to = await correspondentOf(alice, paul);
  const { days: _days, ...message } = given;
  const letter = await sealFromFile(alice, to, file, { ...message, kind: 'message' });
  const stopped = new AbortController();
  stopped.abort(new Error('the connection was lost'));
  await expect(sendFromFile(letter, { signal: stopped.signal })).rejects.toThrow('lost');
  expect(sentFrom(file)).toMatchObject([{ state: 'sending', kind: 'message', expires: null }]);
  await sendFromFile(letter);
  expect(sentFrom(file)).toMatchObject([{ state: 'sent' }]);
  expect(await code(open(paul, await receivedBy(paul, letter.sealed)))).toBe('done');
});

test('a read message that is no share is not taken back', async () => {
  const file = await newFile();
  const { days: _days, ...message } = given;
  const letter = await sealFromFile(alice, await correspondentOf(alice, paul), file, { ...message, kind: 'message' });
  await sendFromFile(letter);
  const received = await receivedBy(paul, letter.sealed);
  await open(paul, received);
  await sendReceipt(paul, received, 'read');
  expect(await code(endShare(alice, file, await sentBy(alice, letter.sealed, 'read')))).toBe('conflict');
  expect(sentFrom(file)).toMatchObject([{ state: 'sent' }]);
});

/** A file of the other practice. */
async function theirFile(): Promise<PatientFile> {
  return dataOf(paul).patients.create(patient('AILLEURS', `Dominique ${made++}`, '1977-07-12'));
}
