import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { DataError, readGateways, type AgendaDay, type PatientFile } from '@etanche/records-client';
import { connectImap, createSmtp } from '../src/mail/connect.ts';
import { createMessageIds } from '../src/mail/message-id.ts';
import { receiveMails, type ReceiveStep } from '../src/mail/receive-mails.ts';
import { archiveOf, letterCda } from './support/documents.ts';
import {
  mailConfig,
  samplePatient,
  silent,
  startGatewayPractice,
  type GatewayPractice,
} from './support/gateway-practice.ts';
import { startMailServers, type MailServers } from './support/mail-servers.ts';
import { rawMail } from './support/raw-mail.ts';

let practice: GatewayPractice;
let patient: PatientFile;
let servers: MailServers;
beforeAll(async () => {
  practice = await startGatewayPractice();
  patient = await practice.doctor.patients.create(samplePatient());
});
afterAll(() => practice[Symbol.asyncDispose]());
beforeEach(async () => {
  servers = await startMailServers();
});
afterEach(() => servers[Symbol.asyncDispose]());

/** Runs the gateway once, as a new process would. @param stopAt throws there, as a crash would */
async function receive(stopAt: ReceiveStep | null = null, beforeList: () => void = () => undefined): Promise<void> {
  const config = mailConfig(practice.directory, servers);
  using session = practice.session();
  const mailbox = await connectImap(config);
  const smtp = createSmtp(config);
  try {
    await session.use(async ({ client, data, self, list }) => {
      const { random } = client.environment;
      const [doctor] = practice.config.doctors;
      const to = { id: doctor?.member ?? '', name: doctor?.name ?? '' };
      const opened = (): Promise<AgendaDay> => {
        beforeList();
        return list(to.id);
      };
      await receiveMails({
        ...{ mailbox, config, logger: silent, now: practice.running.clock.now },
        ids: await createMessageIds(client.secrets.indexSecret(), 'port.mssante.example', random),
        gateways: await readGateways(client),
        queue: () => list(self.id),
        desk: { data, to, from: self, at: '2026-11-29T10:00:00+01:00', list: opened },
        read: { today: '2026-11-29', timeZone: 'Europe/Paris' },
        answer: async (address, message) => {
          await smtp.sendMail({ envelope: { from: '', to: address }, raw: message });
        },
        onStep: (step) => {
          if (step === stopAt) throw new Error(`stopped at ${step}`);
        },
      });
    });
  } finally {
    mailbox.close();
    smtp.close();
  }
}

const zip = (content: Uint8Array) => ({ name: 'IHE_XDM.zip', type: 'application/zip', content });
const pdf = { name: 'lettre.pdf', type: 'application/pdf', content: new TextEncoder().encode('%PDF-1.4 lettre') };
const asks = { 'Disposition-Notification-To': 'labo@labo.mssante.example' };

async function documents(): Promise<number> {
  await patient.refresh();
  return patient.resources().filter(({ resource }) => resource.resourceType === 'DocumentReference').length;
}
const waiting = async () => practice.doctor.waiting.list();

test('a letter for a certain patient is filed, its mail is moved and its request for a receipt is answered', async () => {
  const before = await documents();
  servers.put(rawMail({ headers: asks, files: [zip(archiveOf([letterCda('1')])), pdf] }));
  await receive();
  expect(await documents()).toBe(before + 1);
  expect(servers.folder('INBOX')).toEqual([]);
  expect(servers.folder('Etanche').map(({ flags }) => flags.toSorted())).toEqual([['$MDNSent', '\\Seen']]);
  const [receipt] = servers.delivered;
  expect(receipt).toMatchObject({ from: '', to: ['labo@labo.mssante.example'] });
  expect(receipt?.raw).toContain('Disposition: automatic-action/MDN-sent-automatically; processed\r\n');
  expect(receipt?.raw).toMatch(/Original-Message-ID: <\d+\.1@labo\.mssante\.example>/);
  expect(receipt?.raw).not.toContain('PAT-TROIS');
});

test.each<ReceiveStep>(['fetched', 'read', 'sealed', 'answering', 'answered'])(
  'after a crash when a mail is %s, the mail is still unmoved, and a second run files it once',
  async (step) => {
    const before = await documents();
    servers.put(
      rawMail({ headers: { ...asks, 'Message-ID': `<${step}@labo>` }, files: [zip(archiveOf([letterCda(step)]))] }),
    );
    await expect(receive(step)).rejects.toThrow(`stopped at ${step}`);
    const [left] = servers.folder('INBOX');
    expect(left?.flags).not.toContain('\\Seen');
    await receive();
    expect(await documents()).toBe(before + 1);
    expect(servers.folder('INBOX')).toEqual([]);
    expect(servers.folder('Etanche')).toHaveLength(1);
    // A receipt is sent at most once: after `answering` it may be lost.
    expect(servers.delivered).toHaveLength(step === 'answering' ? 0 : 1);
  },
);

test('after a crash when a mail is moved, it is not read again, and the mail behind it is filed', async () => {
  const before = await documents();
  for (const name of ['moved', 'behind']) {
    const headers = { ...asks, 'Message-ID': `<${name}@labo>` };
    servers.put(rawMail({ headers, files: [zip(archiveOf([letterCda(`crash-${name}`)]))] }));
  }
  await expect(receive('moved')).rejects.toThrow('stopped at moved');
  expect([servers.folder('INBOX').length, servers.folder('Etanche').length]).toEqual([1, 1]);
  expect([await documents(), servers.delivered.length]).toEqual([before + 1, 1]);
  await receive();
  expect([servers.folder('INBOX').length, servers.folder('Etanche').length]).toEqual([0, 2]);
  expect([await documents(), servers.delivered.length]).toEqual([before + 2, 2]);
  const asked = servers.delivered.map(({ raw }) => /Original-Message-ID: <(\w+)@labo>/.exec(raw)?.[1]);
  expect(asked).toEqual(['moved', 'behind']);
});

test('a letter for nobody waits with its reason, and creates no patient', async () => {
  const before = await waiting();
  const stranger = { birthFamilyName: 'INCONNU', birthGivenNames: ['ALIX'], birthDate: '1950-02-03', ins: null };
  const local = { localId: { system: 'urn:oid:1.2.3.4.567', value: '9' } };
  servers.put(rawMail({ headers: asks, files: [zip(archiveOf([letterCda('2', { ...stranger, ...local })]))] }));
  await receive();
  const added = (await waiting()).filter(({ scope }) => !before.some((one) => one.scope === scope));
  expect(added.map(({ reason }) => reason)).toEqual(['no_candidate']);
  const opened = await practice.doctor.waiting.open(added[0]?.scope ?? '');
  expect(opened.report).toMatchObject({
    contentType: 'application/xml',
    from: expect.stringContaining('CAMPARINI') as string,
  });
  expect((await practice.doctor.patients.search('inconnu alix 03/02/1950')).answer).toBe('not_found');
  // Nobody knows yet whether it belongs here.
  expect(servers.delivered).toEqual([]);
  expect(servers.folder('Etanche')).toHaveLength(1);
});

test('a mail with documents of two patients is refused as a whole', async () => {
  const [before, list] = [await documents(), await waiting()];
  const other = { birthFamilyName: 'AUTRE', birthGivenNames: ['CLAUDE'], birthDate: '1960-05-06', ins: null };
  const two = [letterCda('3'), letterCda('4', { ...other, localId: { system: 'urn:oid:1.2.3.4.567', value: '10' } })];
  servers.put(rawMail({ headers: asks, files: two.map((content) => zip(archiveOf([content]))) }));
  await receive();
  expect([await documents(), await waiting()]).toEqual([before, list]);
  expect(servers.folder('Etanche-refus')).toHaveLength(1);
  expect(servers.delivered[0]?.raw).toContain('; processed/Error: 102^plusieurs patients');
});

test.each<[string, Uint8Array]>([
  ['an archive that is cut', archiveOf([letterCda('5')]).slice(0, 900)],
  [
    'a document that is no CDA',
    new TextEncoder().encode('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
  ],
])('%s is refused', async (_, content) => {
  const before = await documents();
  servers.put(rawMail({ files: [{ name: 'document.xml', type: 'application/octet-stream', content }] }));
  await receive();
  expect(await documents()).toBe(before);
  expect(servers.folder('Etanche-refus')).toHaveLength(1);
});

test('a mail without documents waits with its words, and one by a program is only moved', async () => {
  const before = (await waiting()).length;
  servers.put(rawMail({ headers: { Subject: 'Question' }, text: 'Que pensez-vous de ce traitement ?' }));
  servers.put(rawMail({ headers: { Subject: 'Absence', 'Auto-Submitted': 'auto-replied' }, text: 'En vacances' }));
  await receive();
  const added = (await waiting()).slice(0);
  expect(added.length).toBe(before + 1);
  expect(servers.folder('Etanche')).toHaveLength(2);
});

test.each<[string, Record<string, string>]>([
  ['by a program', { 'Auto-Submitted': 'auto-generated' }],
  ['of a mailing list', { Precedence: 'bulk' }],
  ['without a return path', { 'Return-Path': '<>' }],
  ['whose return path is another address', { 'Return-Path': '<autre@labo.mssante.example>' }],
  ['with two addresses for the receipt', { 'Disposition-Notification-To': 'labo@labo.mssante.example, x@y.example' }],
  ['that asks for nothing', { 'Disposition-Notification-To': '' }],
])('a mail %s gets no receipt', async (name, headers) => {
  servers.put(
    rawMail({
      headers: { ...asks, 'Message-ID': `<${name.length}@labo>`, ...headers },
      files: [zip(archiveOf([letterCda(name)]))],
    }),
  );
  await receive();
  expect(servers.folder('Etanche')).toHaveLength(1);
  expect(servers.delivered).toEqual([]);
});

test('a mail that is too large is refused unread', async () => {
  servers.put(rawMail({ text: 'x'.repeat(11 * 1024 * 1024) }));
  await receive();
  expect(servers.folder('Etanche-refus')).toHaveLength(1);
});

test('a mail that no reader understands is refused, and the mails behind it are filed', async () => {
  const before = await documents();
  let deep = 'Content-Type: text/plain\r\n\r\nx';
  for (let i = 0; i < 60; i += 1)
    deep = `Content-Type: multipart/mixed; boundary="b${i}"\r\n\r\n--b${i}\r\n${deep}\r\n--b${i}--\r\n`;
  servers.put(`From: x@y.example\r\nMessage-ID: <deep@y>\r\n${deep}`);
  servers.put(rawMail({ files: [zip(archiveOf([letterCda('behind')]))] }));
  await receive();
  expect(await documents()).toBe(before + 1);
  expect([servers.folder('INBOX').length, servers.folder('Etanche-refus').length]).toEqual([0, 1]);
});

test('a receipt whose address the server refuses keeps neither its mail nor the mails behind it in the inbox', async () => {
  const before = await documents();
  servers.onMessage = () => {
    throw Object.assign(new Error('no such user'), { responseCode: 550 });
  };
  for (const name of ['refused-1', 'refused-2'])
    servers.put(
      rawMail({
        headers: { ...asks, 'Message-ID': `<${name}@labo>` },
        files: [zip(archiveOf([letterCda(name)]))],
      }),
    );
  await receive();
  expect(await documents()).toBe(before + 2);
  expect([servers.folder('INBOX').length, servers.folder('Etanche').length]).toEqual([0, 2]);
  expect(servers.delivered).toEqual([]);
});

test('a mail whose document cannot be filed now waits, and those behind it are filed', async () => {
  const before = await documents();
  for (const name of ['waits', 'follows'])
    servers.put(rawMail({ headers: { 'Message-ID': `<${name}@labo>` }, files: [zip(archiveOf([letterCda(name)]))] }));
  let isFull = true;
  await receive(null, () => {
    if (!isFull) return;
    isFull = false;
    throw new DataError('list_full', 'the list of a member is full');
  });
  expect([servers.folder('INBOX').length, servers.folder('Etanche').length]).toEqual([1, 1]);
  expect(servers.folder('INBOX')[0]?.raw).toContain('<waits@labo>');
  await receive();
  expect([servers.folder('INBOX').length, servers.folder('Etanche').length]).toEqual([0, 2]);
  expect(await documents()).toBe(before + 2);
});

test.each([
  ['with spaces', '<a b@labo>'],
  ['with more behind it', '<a@labo> X-Injected: 1'],
  ['with control characters', '<a\u0000b@labo>'],
  ['longer than a line', `<${'a'.repeat(3000)}@labo>`],
  ['outside of ASCII', '<é@labo>'],
])('a mail with a Message-ID %s is filed, and no receipt has it', async (name, id) => {
  servers.put(rawMail({ headers: { ...asks, 'Message-ID': id }, files: [zip(archiveOf([letterCda(name)]))] }));
  await receive();
  expect(servers.folder('Etanche')).toHaveLength(1);
  expect(servers.delivered).toEqual([]);
});

test('a mail whose return path has control characters gets no receipt', async () => {
  const path = 'a\u0001b@labo.mssante.example';
  const headers = { 'Disposition-Notification-To': path, 'Return-Path': `<${path}>`, 'Message-ID': '<control@labo>' };
  servers.put(rawMail({ headers, files: [zip(archiveOf([letterCda('control')]))] }));
  await receive();
  expect([servers.folder('Etanche').length, servers.delivered]).toEqual([1, []]);
});
