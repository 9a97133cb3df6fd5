import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  listOutbox,
  openMessage,
  readDirectories,
  sendReceipt,
  sentFrom,
  withdrawTransfer,
  type PatientFile,
  type RecordsClient,
  type SealedTransfer,
  type TransferMessage,
} from '../../src/index.ts';
import { attachScan, dataOf, patient } from './data-practice.ts';
import { correspondentOf, receivedBy, startTwoPractices, type TwoPractices } from './two-practices.ts';

let practices: TwoPractices;
let alice: RecordsClient;
let paul: RecordsClient;
let made = 0;
beforeAll(async () => {
  practices = await startTwoPractices();
  ({ alice, paul } = practices);
});
afterAll(() => practices[Symbol.asyncDispose]());

async function sealed(): Promise<{ readonly file: PatientFile; readonly transfer: SealedTransfer }> {
  const here = dataOf(alice);
  const file = await here.patients.create(patient('RETIRE', `Camille ${made++}`, '1977-07-12'));
  const content = crypto.getRandomValues(new Uint8Array(60_000));
  await attachScan(file, content);
  const given = { subject: 'Dossier complet', sender: 'Dr Alice', volumeBytes: 40_000 };
  return { file, transfer: await here.sealTransfer(await correspondentOf(alice, paul), file, given) };
}

async function messagesOf({ volumes }: SealedTransfer): Promise<TransferMessage[]> {
  const { messages } = await listOutbox(alice);
  return volumes.map(({ record: { message } }) => ({
    message,
    sent: messages.find((one) => one.message.message === message) ?? 'absent',
  }));
}

const nothing = { withdrawn: [], withdrawing: [], opened: [], unknown: [] };
const stateOf = ({ sent }: TransferMessage) => (typeof sent === 'string' ? sent : sent.state);
const statesIn = (file: PatientFile) => sentFrom(file).map(({ state }) => state);

test('a transfer that stopped after its first part is taken back, also what the server never had', async () => {
  const { file, transfer } = await sealed();
  const stop = new AbortController();
  const sending = transfer.send({
    signal: stop.signal,
    onProgress: () => {
      stop.abort();
    },
  });
  await expect(sending).rejects.toThrow();
  const messages = await messagesOf(transfer);
  expect(messages.some(({ sent }) => sent === 'absent')).toBe(true);
  const withdrawn = messages.map(({ message }) => message);
  expect(await withdrawTransfer(alice, file, messages)).toEqual({ ...nothing, withdrawn });
  expect(new Set(statesIn(file))).toEqual(new Set(['ended']));
  const after = await messagesOf(transfer);
  expect(new Set(after.map(stateOf))).toEqual(new Set(['absent', 'withdrawn']));
  // The same call again changes nothing.
  expect(await withdrawTransfer(alice, file, after)).toEqual({ ...nothing, withdrawn });
});

test('a message of it that the recipient has opened stays as it was sent', async () => {
  const { file, transfer } = await sealed();
  await transfer.send();
  const [first] = transfer.volumes;
  if (first === undefined) throw new RangeError('a transfer without messages');
  const received = await receivedBy(paul, first.sealed);
  await openMessage(paul, received, await readDirectories(paul));
  await sendReceipt(paul, received, 'read');
  const id = first.record.message;
  const isRead = async () =>
    (await messagesOf(transfer)).some((each) => each.message === id && stateOf(each) === 'read');
  await expect.poll(isRead).toBe(true);
  const others = transfer.volumes.slice(1).map(({ record }) => record.message);
  const ended = await withdrawTransfer(alice, file, await messagesOf(transfer));
  expect([ended.opened, ended.unknown]).toEqual([[id], []]);
  expect([...ended.withdrawn, ...ended.withdrawing]).toEqual(others);
  expect(sentFrom(file).find(({ message }) => message === id)?.state).toBe('sent');
  expect(statesIn(file).filter((state) => state === 'ended')).toHaveLength(transfer.volumes.length - 1);
});

test('a transfer that the recipient’s server has is not called withdrawn while its withdrawal is on its way', async () => {
  const { file, transfer } = await sealed();
  await transfer.send();
  for (const { sealed: message } of transfer.volumes) await receivedBy(paul, message);
  await expect.poll(async () => new Set((await messagesOf(transfer)).map(stateOf))).toEqual(new Set(['received']));
  const ended = await withdrawTransfer(alice, file, await messagesOf(transfer));
  expect(ended).toEqual({ ...nothing, withdrawing: transfer.volumes.map(({ record }) => record.message) });
  expect(new Set(statesIn(file))).toEqual(new Set(['ended']));
});

test.each(['absent', 'unknown'] as const)(
  'a message that was sent and is %s in the outbox is not taken back',
  async (sent) => {
    const { file, transfer } = await sealed();
    await transfer.send();
    const unknown = transfer.volumes.map(({ record }) => record.message);
    const messages = unknown.map((message) => ({ message, sent }));
    expect(await withdrawTransfer(alice, file, messages)).toEqual({ ...nothing, unknown });
    expect(new Set(statesIn(file))).toEqual(new Set(['sent']));
  },
);

test('a message that was not sent whole is taken back unseen only after the whole outbox was read', async () => {
  const { file, transfer } = await sealed();
  const stop = new AbortController();
  stop.abort();
  await expect(transfer.send({ signal: stop.signal })).rejects.toThrow();
  const begun = sentFrom(file).map(({ message, state }) => [message, state]);
  const [first] = transfer.volumes.map(({ record }) => record.message);
  if (first === undefined) throw new RangeError('a transfer without messages');
  expect(begun).toEqual([[first, 'sending']]);
  const as = (sent: 'absent' | 'unknown') => withdrawTransfer(alice, file, [{ message: first, sent }]);
  expect(await as('unknown')).toEqual({ ...nothing, unknown: [first] });
  expect(statesIn(file)).toEqual(['sending']);
  expect(await as('absent')).toEqual({ ...nothing, withdrawn: [first] });
  expect(statesIn(file)).toEqual(['ended']);
});

test('a colleague of the sender takes nothing back', async () => {
  const { file, transfer } = await sealed();
  await transfer.send();
  const colleague = await practices.running.join(alice, 'Dr Zoé', ['doctor']);
  const theirs = await dataOf(colleague.client).patients.open(file.scope);
  const refused = withdrawTransfer(colleague.client, theirs, await messagesOf(transfer));
  await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
  expect(new Set(statesIn(file))).toEqual(new Set(['sent']));
});
