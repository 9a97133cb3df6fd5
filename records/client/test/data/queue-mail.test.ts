import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { toRecordId } from '@etanche/core-wire';
import {
  buildSending,
  readQueuedMail,
  readSending,
  withSendingEvent,
  type NewSending,
  type Resource,
  type SendingEvent,
} from '@etanche/records-fhir';
import {
  isBySender,
  queueMail,
  readGateways,
  writerOfListed,
  writerOfMail,
  type AgendaDay,
  type PatientFile,
  type RecordsData,
} from '../../src/index.ts';
import { dataOf, patient, startDataPractice, type DataPractice } from './data-practice.ts';

let practice: DataPractice;
let doctor: RecordsData;
let file: PatientFile;
let list: AgendaDay;
let record: string;
const at = '2026-11-29T10:00:00+01:00';
beforeAll(async () => {
  practice = await startDataPractice();
  doctor = dataOf(practice.doctor.client);
  file = await doctor.patients.create(patient('COURRIER', 'Camille', '1977-07-12'));
  list = await doctor.agenda.list(practice.colleague.member);
});
afterAll(() => practice.running[Symbol.asyncDispose]());
beforeEach(() => {
  record = toRecordId(crypto.getRandomValues(new Uint8Array(16)));
});

const first = (): NewSending => ({
  ...{ to: { address: 'dr.b@med.mssante.fr', name: 'Dr B' }, title: 'Courrier', body: 'Voici.' },
  from: { id: practice.doctor.member, name: 'Dr A' },
  ...{ documents: [file.patient().resource.id], audience: 'everyone', isLast: false },
});
const queue = (change: Partial<NewSending> = {}): Promise<string> =>
  queueMail(
    { ...first(), ...change },
    {
      ...{ file, list, at, record, patientName: 'COURRIER Camille' },
      gateway: { id: practice.colleague.member, name: 'Passerelle' },
    },
  );
const read = () => readSending(record, file.resource(record)?.resource ?? {});
const listed = () => list.entries().filter(({ id, resource }) => readQueuedMail(id, resource)?.record === record);
/** The file has the mail and the list has not, as after a list that could not be reached. */
async function onlyInFile(): Promise<void> {
  const resource = buildSending(first(), `Patient/${file.scope}`, record);
  await file.write([{ kind: 'create', id: record, resource }]);
}
async function after(event: SendingEvent): Promise<void> {
  const found = file.resource(record);
  if (found === null) throw new Error('the file has no such mail');
  await file.write([{ kind: 'update', id: record, resource: withSendingEvent(found.resource, event) }]);
}

describe('a mail that is queued again under its id', () => {
  test('is written and listed once', async () => {
    await queue();
    const version = file.resource(record)?.version;
    await queue();
    expect(file.resource(record)?.version).toBe(version);
    expect(listed()).toHaveLength(1);
  });

  test.each<[string, Partial<NewSending>]>([
    ['another audience', { audience: 'professionals_only' }],
    ['another note', { body: 'Une autre note.' }],
    ['no note', { body: '' }],
    ['other documents', { documents: ['e'.repeat(26)] }],
    ['the last word', { isLast: true }],
  ])('with %s says what was chosen last', async (_, change) => {
    await onlyInFile();
    await queue(change);
    await file.refresh();
    expect(read()).toMatchObject({ ...first(), ...change, state: 'waiting' });
    expect(listed()).toHaveLength(1);
  });

  test.each<SendingEvent>([
    { state: 'sending', messageId: '<1@x>' },
    { state: 'sent', at },
  ])('is refused if it says something else and the mail is $state', async (event) => {
    await onlyInFile();
    await after(event);
    await expect(queue({ audience: 'professionals_only' })).rejects.toMatchObject({ code: 'conflict' });
    expect(read()).toMatchObject({ audience: 'everyone', state: event.state });
    expect(listed()).toEqual([]);
  });

  test('is accepted while it is on its way and says the same', async () => {
    await onlyInFile();
    await after({ state: 'sending', messageId: '<1@x>' });
    expect(await queue()).toBe(record);
    expect(read()).toMatchObject({ state: 'sending', messageId: '<1@x>' });
  });

  test('is refused under the id of another resource', async () => {
    const other = buildSending(first(), `Patient/${file.scope}`, 'f'.repeat(26));
    await file.write([{ kind: 'create', id: record, resource: other }]);
    await expect(queue()).rejects.toMatchObject({ code: 'conflict' });
    expect(listed()).toEqual([]);
  });
});

describe('the sender of a mail', () => {
  const none: ReadonlySet<string> = new Set();
  const writer = (gateways = none) => writerOfMail(file, record, gateways);
  /** Writes as the other doctor of the practice. */
  async function asColleague(change: (before: Resource) => Resource): Promise<void> {
    const theirs = await dataOf(practice.colleague.client).patients.open(file.scope);
    const found = theirs.resource(record);
    if (found === null) throw new Error('the file has no such mail');
    await theirs.write([{ kind: 'update', id: record, resource: change(found.resource) }]);
    await file.refresh();
  }

  test('is the member who wrote it', async () => {
    await queue();
    expect(await isBySender(file, record, none)).toBe(true);
    expect(await writer()).toBe(practice.doctor.member);
  });

  test('is not the member whom it names if another one wrote it', async () => {
    await queue({ from: { id: practice.colleague.member, name: 'Dr B' } });
    expect(await isBySender(file, record, none)).toBe(false);
    expect(await writer()).toBe(practice.doctor.member);
  });

  test('is not known any more once another member has changed it', async () => {
    await queue();
    await asColleague((before) => ({ ...before, topic: { text: 'Autre titre' } }));
    expect(await isBySender(file, record, none)).toBe(false);
  });

  test('stays the member who wrote it when a gateway says how far it is', async () => {
    await queue();
    await asColleague((before) => withSendingEvent(before, { state: 'sending', messageId: '<1@x>' }));
    expect(await writer()).toBe(practice.colleague.member);
    expect(await isBySender(file, record, none)).toBe(false);
    const gateways = new Set([practice.colleague.member]);
    expect(await writer(gateways)).toBe(practice.doctor.member);
    expect(await isBySender(file, record, gateways)).toBe(true);
  });

  test('is not known for a mail that a gateway changed or made', async () => {
    await queue();
    await asColleague((before) => ({ ...before, topic: { text: 'Autre titre' } }));
    const gateways = new Set([practice.colleague.member]);
    expect(await isBySender(file, record, gateways)).toBe(false);
    expect(await writer(gateways)).toBeNull();
    expect(await isBySender(file, record, new Set([practice.colleague.member, practice.doctor.member]))).toBe(false);
  });

  describe('on the list', () => {
    const [sender, other, gateway] = ['a'.repeat(26), 'b'.repeat(26), 'c'.repeat(26)];
    const gateways = new Set([gateway]);
    const from = { id: sender, name: 'Dr A' };

    test.each<[string, string, string | null, string | null]>([
      ['is proved by the sender’s own signature of the item', sender, null, sender],
      ['is not proved by an item that another member put there', other, null, null],
      ['is not proved by what another member says that a gateway verified', other, sender, null],
      ['is not proved by an item of the sender that names another one', sender, other, sender],
      ['is proved by a gateway that verified it', gateway, sender, sender],
      ['is another member than the item names if a gateway verified that', gateway, other, other],
      ['is not proved by a gateway that verified nothing', gateway, null, null],
    ])('%s', (_, author, verified, expected) => {
      expect(writerOfListed({ from, writer: verified }, author, gateways)).toBe(expected);
    });
  });

  test('is compared with the gateways of the order chain, of which this practice has none', async () => {
    expect(await readGateways(practice.doctor.client)).toEqual(none);
  });
});
