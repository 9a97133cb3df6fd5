import PostalMime from 'postal-mime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { toRecordId } from '@etanche/core-wire';
import {
  DataError,
  listMail,
  queueMail,
  readGateways,
  type AgendaDay,
  type PatientFile,
} from '@etanche/records-client';
import {
  buildDocument,
  buildEntry,
  buildLetter,
  buildNote,
  buildSending,
  buildVaccine,
  emptyEntry,
  readQueuedMail,
  readSending,
  readWorkItem,
  withSendingEvent,
  type EntryFacts,
  type NewSending,
  type RefusalReason,
  type Resource,
  type VaccineFacts,
} from '@etanche/records-fhir';
import { readXdm, xmlLimits, zipLimits } from '@etanche/records-interop';
import { pdfText } from '@etanche/platform';
import type { GatewayConfig, MailConfig } from '../src/config/gateway-config.ts';
import { connectImap, createSmtp } from '../src/mail/connect.ts';
import { createMessageIds } from '../src/mail/message-id.ts';
import { bytesOf } from '../src/mail/parse-mail.ts';
import { receiveMails } from '../src/mail/receive-mails.ts';
import { sendMails, type SendStep } from '../src/mail/send-mails.ts';
import {
  mailConfig,
  samplePatient,
  silent,
  startGatewayPractice,
  type GatewayPractice,
} from './support/gateway-practice.ts';
import { startMailServers, type Delivered, type MailServers } from './support/mail-servers.ts';
import { rawMail } from './support/raw-mail.ts';

const at = '2026-11-29T10:00:00+01:00';
let practice: GatewayPractice;
let patient: PatientFile;
let letter: string;
let list: AgendaDay;
/** Milliseconds since `at`. The practice's clock would sign its doctor out. */
let ahead = 0;
let servers: MailServers;
beforeAll(async () => {
  practice = await startGatewayPractice();
  patient = await practice.doctor.patients.create(samplePatient());
  letter = await newLetter(patient);
  list = await practice.doctor.agenda.list(practice.gateway.member);
});
afterAll(() => practice[Symbol.asyncDispose]());
beforeEach(async () => {
  servers = await startMailServers();
});
afterEach(() => servers[Symbol.asyncDispose]());

async function newLetter(file: PatientFile): Promise<string> {
  const words = {
    kind: 'letter',
    heading: 'Avis',
    body: 'Cher confrère, tout va bien.',
    addressee: ['Dr Petit'],
    copies: [],
  } as const;
  const resource = buildLetter({ patient: 'Patient/p1', author: 'Dr Hélène Arnaud', at }, words);
  const [id = ''] = await file.write([{ kind: 'create', resource }]);
  return id;
}

const colleague = { address: 'dr.petit@medecin.mssante.fr', name: 'Dr Petit' };
const newRecord = (): string => toRecordId(crypto.getRandomValues(new Uint8Array(16)));
async function queue(change: Partial<NewSending> = {}, file = patient, record = newRecord()): Promise<string> {
  const { member } = practice.running.doctor;
  const from = { id: member, name: 'Dr Hélène Arnaud' };
  const sending: NewSending = {
    ...{ to: colleague, from, title: 'Lettre à un confrère', body: '', documents: [letter] },
    ...{ audience: 'everyone', isLast: false, ...change },
  };
  const gateway = { id: practice.gateway.member, name: 'Passerelle' };
  return queueMail(sending, { file, list, gateway, patientName: 'PAT-TROIS Dominique', at, record });
}

async function stateOf(record: string, file = patient) {
  await file.refresh();
  const found = file.resource(record);
  return found === null ? null : readSending(record, found.resource);
}

/**
 * Runs the gateway once, as a new process would, and later than the first pause after a failed attempt.
 *
 * @param stopAt throws there, as a crash would
 */
async function send(
  options: {
    /** Seconds since the run before. */
    readonly later?: number;
    readonly stopAt?: SendStep;
    readonly changes?: Partial<MailConfig>;
    readonly asks?: boolean;
    readonly doctors?: GatewayConfig['doctors'];
    /** Called at each step. */
    readonly atStep?: (step: SendStep) => void;
  } = {},
): Promise<void> {
  ahead += (options.later ?? 61) * 1000;
  const mail = mailConfig(practice.directory, servers, options.changes);
  using session = practice.session();
  const mailbox = options.asks === true ? await connectImap(mail) : null;
  const smtp = createSmtp(mail);
  try {
    await session.use(async ({ client, data, self, list: listOf }) => {
      await sendMails({
        ...{ data, smtp, mailbox, logger: silent, now: () => Date.parse(at) + ahead },
        ...{
          list: await listOf(self.id),
          config: { ...practice.config, doctors: options.doctors ?? practice.config.doctors, mail },
        },
        ids: await createMessageIds(client.secrets.indexSecret(), 'port.mssante.example', client.environment.random),
        gateways: await readGateways(client),
        onStep: (step) => {
          if (step === options.stopAt) throw new Error(`stopped at ${step}`);
          options.atStep?.(step);
        },
      });
    });
  } finally {
    mailbox?.close();
    smtp.close();
  }
}

async function receive(): Promise<void> {
  const config = mailConfig(practice.directory, servers);
  using session = practice.session();
  const mailbox = await connectImap(config);
  try {
    await session.use(async ({ client, data, self, list: listOf }) => {
      await receiveMails({
        ...{ mailbox, config, logger: silent, now: practice.running.clock.now },
        ids: await createMessageIds(client.secrets.indexSecret(), 'port.mssante.example', client.environment.random),
        gateways: await readGateways(client),
        queue: () => listOf(self.id),
        desk: { data, to: self, from: self, at, list: () => listOf(self.id) },
        read: { today: '2026-11-29', timeZone: 'Europe/Paris' },
        answer: () => Promise.reject(new Error('nothing here asks for a receipt')),
      });
    });
  } finally {
    mailbox.close();
  }
}

const parsed = (one: Delivered | undefined) =>
  PostalMime.parse(Buffer.from(one?.raw ?? '', 'latin1'), { attachmentEncoding: 'arraybuffer' });
const header = (email: Awaited<ReturnType<typeof parsed>>, name: string) =>
  email.headers.find(({ key }) => key === name)?.value;
const openItems = async () => {
  await list.refresh();
  return list.entries().filter(({ id, resource }) => readWorkItem(id, resource)?.isDone === false).length;
};

/** Who wrote a mail, as the gateway says it on the list. */
const writersOf = (record: string) =>
  list.entries().flatMap(({ id, resource }) => {
    const mail = readQueuedMail(id, resource);
    return mail?.record === record ? [mail.writer] : [];
  });

/** What the list says became of a mail. */
const outcomesOf = (record: string) =>
  list.entries().flatMap(({ id, resource }) => {
    const mail = readQueuedMail(id, resource);
    return mail?.record === record ? [mail.outcome] : [];
  });

test('a letter leaves as the guide asks: subject, archive, a PDF that is readable alone, and a request for a receipt', async () => {
  const record = await queue();
  await send();
  expect(servers.delivered).toHaveLength(1);
  const [one] = servers.delivered;
  expect(one?.to).toEqual([colleague.address]);
  const email = await parsed(one);
  expect(email.subject).toBe('XDM/1.0/DDM+Lettre à un confrère PAT-TROIS DOMINIQUE 28/03/1979');
  expect(header(email, 'disposition-notification-to')).toBe('cabinet@port.mssante.example');
  expect(header(email, 'x-mss-mes')).toBeUndefined();
  const [zip, pdf] = email.attachments;
  expect([zip?.filename, pdf?.filename]).toEqual([
    'IHE_XDM.zip',
    expect.stringMatching(/^\d{8}_LETTRE_A_UN_CONFRERE_PAT_TROIS_DOMINIQUE\.pdf$/),
  ]);
  const { documents, rejected } = readXdm(bytesOf(zip?.content ?? ''), { zip: zipLimits, xml: xmlLimits });
  expect(rejected).toEqual([]);
  expect(documents.map(({ cda, isVerified, masking }) => [cda?.title, cda?.type?.code, isVerified, masking])).toEqual([
    ['Lettre à un confrère', '96349-6', true, 'everyone'],
  ]);
  expect(documents[0]?.cda?.patient.identity).toMatchObject({
    birthFamilyName: 'PAT-TROIS',
    ins: { matricule: '279035121518989' },
  });
  const words = pdfText(bytesOf(pdf?.content ?? ''));
  const shown = ['Lettre à un confrère', 'Dr Hélène Arnaud, Médecine générale, RPPS 01234567897', 'Cabinet du Port'];
  for (const word of [...shown, 'PAT-TROIS', 'Cher confrère, tout va bien.']) expect(words).toContain(word);
  // A letter says nothing about the rest of the file, above all not that it has no allergy.
  for (const word of ['Allergies', 'Traitements', 'Dossier médical']) expect(words).not.toContain(word);
  expect(await stateOf(record)).toMatchObject({ state: 'sent', messageId: email.messageId });
  expect(await openItems()).toBe(0);
});

test.each<SendStep>(['composed', 'recorded'])(
  'after a crash when a mail is %s, the next run sends it once',
  async (stopAt) => {
    const record = await queue();
    await expect(send({ stopAt })).rejects.toThrow(`stopped at ${stopAt}`);
    expect(servers.delivered).toEqual([]);
    const before = await stateOf(record);
    await send();
    expect(servers.delivered).toHaveLength(1);
    const after = await stateOf(record);
    expect(after?.state).toBe('sent');
    // Before `recorded` there was none.
    expect(after?.messageId).toContain(before?.messageId ?? '@port.mssante.example');
    await send();
    expect(servers.delivered).toHaveLength(1);
  },
);

test('after a crash between sending and its mark, the mailbox is asked, and nothing is sent twice', async () => {
  const record = await queue();
  await expect(send({ stopAt: 'accepted' })).rejects.toThrow('stopped');
  expect((await stateOf(record))?.state).toBe('sending');
  servers.put(servers.delivered[0]?.raw ?? '', 'Sent');
  const folders = { inbox: 'INBOX', done: 'Etanche', refused: 'Etanche-refus', sent: 'Sent' };
  await send({ asks: true, changes: { folders } });
  expect(servers.delivered).toHaveLength(1);
  expect((await stateOf(record))?.state).toBe('sent');
});

test('where the mailbox cannot be asked, the mail is sent again with the same Message-ID and the same documents', async () => {
  const record = await queue();
  await expect(send({ stopAt: 'accepted' })).rejects.toThrow('stopped');
  await send();
  const [first, second] = await Promise.all(servers.delivered.map(parsed));
  expect(first?.messageId).toBe(second?.messageId);
  const ids = [first, second].map(
    (email) =>
      readXdm(bytesOf(email?.attachments[0]?.content ?? ''), { zip: zipLimits, xml: xmlLimits }).documents[0]?.cda?.id,
  );
  expect(ids[0]).toEqual(ids[1]);
  expect((await stateOf(record))?.state).toBe('sent');
});

test.each<SendStep>(['marked'])('after a crash when a mail is %s, it is not sent again', async (stopAt) => {
  const record = await queue();
  await expect(send({ stopAt })).rejects.toThrow('stopped');
  await send();
  expect(servers.delivered).toHaveLength(1);
  expect([(await stateOf(record))?.state, await openItems()]).toEqual(['sent', 0]);
});

test('after a crash when a mail is listed, it is not sent again, and the mail behind it leaves once', async () => {
  const records = [await queue(), await queue()];
  await expect(send({ stopAt: 'listed' })).rejects.toThrow('stopped at listed');
  const states = async () => (await Promise.all(records.map((record) => stateOf(record)))).map((one) => one?.state);
  expect([servers.delivered.length, await openItems()]).toEqual([1, 1]);
  expect((await states()).toSorted()).toEqual(['sent', 'waiting']);
  await send();
  await send();
  expect([servers.delivered.length, await openItems(), await states()]).toEqual([2, 0, ['sent', 'sent']]);
  const [first, second] = await Promise.all(servers.delivered.map(parsed));
  expect(first?.messageId).not.toBe(second?.messageId);
});

describe('a mail that the server does not take', () => {
  const refuse = (responseCode: number): void => {
    servers.onMessage = ({ raw }) => {
      tried.push(raw);
      throw Object.assign(new Error('refused'), { responseCode });
    };
  };
  let tried: string[] = [];
  const retry = { firstSeconds: 60, longestSeconds: 240, giveUpHours: 1 };
  const changes = { retry };
  /** Seconds after which the runs of a minute each tried it. */
  async function triesIn(minutes: number): Promise<number[]> {
    const at: number[] = [];
    for (let minute = 0; minute < minutes; minute += 1) {
      const before = tried.length;
      await send({ changes, later: 60 });
      if (tried.length > before) at.push(minute);
    }
    return at;
  }
  beforeEach(() => {
    tried = [];
  });

  test('for now is tried after pauses that double, up to the longest, and says why', async () => {
    const record = await queue();
    refuse(451);
    expect(await triesIn(13)).toEqual([0, 1, 3, 7, 11]);
    expect(await stateOf(record)).toMatchObject({ state: 'sending', reason: 'smtp_451' });
    expect(await openItems()).toBe(1);
    servers.onMessage = () => undefined;
    await send({ changes, later: 240 });
    expect(servers.delivered).toHaveLength(1);
    expect(await stateOf(record)).toMatchObject({ state: 'sent', reason: null });
    expect(await openItems()).toBe(0);
  });

  test('for now holds up no other', async () => {
    const delayed = await queue({ title: 'Refusée' });
    refuse(451);
    await send();
    servers.onMessage = () => undefined;
    const other = await queue({ title: 'Prise' });
    await send({ later: 0 });
    expect([(await stateOf(delayed))?.state, (await stateOf(other))?.state]).toEqual(['sending', 'sent']);
    await send();
    expect((await stateOf(delayed))?.state).toBe('sent');
  });

  test('for now ends after the time of the configuration', async () => {
    const record = await queue();
    refuse(451);
    await send({ changes });
    await send({ changes, later: 3599 });
    expect(await stateOf(record)).toMatchObject({ state: 'sending', reason: 'smtp_451' });
    await send({ changes, later: 240 });
    expect(await stateOf(record)).toMatchObject({ state: 'refused', reason: 'given_up' });
    expect([tried.length, servers.delivered, await openItems()]).toEqual([3, [], 0]);
  });

  test('for now, but that left at an attempt whose answer was lost, is sent if the mailbox knows it', async () => {
    const record = await queue();
    refuse(451);
    const folders = { inbox: 'INBOX', done: 'Etanche', refused: 'Etanche-refus', sent: 'Sent' };
    await send({ changes: { retry, folders }, asks: true });
    servers.onMessage = ({ raw }) => {
      servers.put(raw, 'Sent');
      throw Object.assign(new Error('refused'), { responseCode: 451 });
    };
    await send({ changes: { retry, folders }, asks: true, later: 3600 });
    expect(await stateOf(record)).toMatchObject({ state: 'sent', reason: null });
  });

  test('for now, and whose receipt comes after it was given up, is received', async () => {
    const record = await queue();
    refuse(451);
    await send({ changes });
    await send({ changes, later: 3600 });
    const given = await stateOf(record);
    expect(given).toMatchObject({ state: 'refused', reason: 'given_up' });
    putReceipt(given?.messageId ?? '', 'processed');
    await receive();
    expect(await stateOf(record)).toMatchObject({ state: 'received', receivedAt: at, reason: null });
    await list.refresh();
    expect(outcomesOf(record)).toEqual([{ state: 'received', reason: null }]);
  });

  test('for good, and about which a receipt comes, stays refused', async () => {
    const record = await queue();
    refuse(550);
    await send();
    putReceipt((await stateOf(record))?.messageId ?? '', 'processed');
    await receive();
    expect(await stateOf(record)).toMatchObject({ state: 'refused', reason: 'smtp_550' });
  });

  test.each([550, 552, 554])('for good (%s) is tried once', async (code) => {
    const record = await queue();
    refuse(code);
    await send();
    await send({ later: 86_400 });
    expect(tried).toHaveLength(1);
    expect(await stateOf(record)).toMatchObject({ state: 'refused', reason: `smtp_${code}` });
    expect(await openItems()).toBe(0);
  });

  test('because it does not answer does not stop the others in the next run', async () => {
    const records = [await queue({ title: 'Première' }), await queue({ title: 'Seconde' })];
    const smtp = { host: '127.0.0.1', port: 1, security: 'tls' } as const;
    for (const _ of records) await expect(send({ changes: { smtp }, later: 0 })).rejects.toThrow('ECONNREFUSED');
    const states = await Promise.all(records.map((record) => stateOf(record)));
    expect(states.map((sending) => sending?.state)).toEqual(['sending', 'sending']);
    await send();
    expect(servers.delivered).toHaveLength(2);
  });
});

/** A document that the practice received. */
async function received(content: string, contentType: string): Promise<string> {
  const facts = { title: 'Compte rendu', kind: 'report', date: '2026-11-20' } as const;
  return patient.attach({
    content: new TextEncoder().encode(content),
    contentType,
    resource: (file) => ({
      ...buildDocument(facts, file, null, { patient: 'Patient/p1', author: 'Hôpital du Nord', at }),
      resourceType: 'DocumentReference',
      id: `doc-${content.length}`,
    }),
  });
}

test('a received PDF is sent as it is, with its own author, and a scan has a page that says where it is', async () => {
  const archival = '%PDF-1.4\n<rdf:Description><pdfaid:part>1</pdfaid:part></rdf:Description>\n%%EOF\n';
  const documents = [await received(archival, 'application/pdf'), await received('%PDF-1.4 scan', 'application/pdf')];
  await queue({ documents });
  await send();
  const { attachments } = await parsed(servers.delivered[0]);
  const [zip, ...pdfs] = attachments;
  expect(pdfs.map(({ content }) => Buffer.from(bytesOf(content)).toString())).toEqual([archival, '%PDF-1.4 scan']);
  expect(new Set(pdfs.map(({ filename }) => filename)).size).toBe(2);
  const { documents: sent } = readXdm(bytesOf(zip?.content ?? ''), { zip: zipLimits, xml: xmlLimits });
  const people = sent.map(({ cda }) => [cda?.authors[0]?.professional.family, cda?.authenticator?.professional.family]);
  expect(people).toEqual(Array(2).fill(['Hôpital du Nord', 'ARNAUD']));
  const pages = sent.map(({ cda }) => (cda?.body.kind === 'file' ? cda.body.bytes : new Uint8Array()));
  expect(Buffer.from(pages[0] ?? []).toString()).toBe(archival);
  expect(pdfText(pages[1] ?? new Uint8Array())).toContain('voir le fichier PDF joint au message');
});

test('a document that no PDF can show is not sent', async () => {
  const record = await queue({ documents: [await received('<ClinicalDocument/>', 'application/xml')] });
  await send();
  expect(servers.delivered).toEqual([]);
  expect(await stateOf(record)).toMatchObject({ state: 'refused', reason: 'document_unprintable' });
});

test('a medicine stands for its whole prescription, a consultation goes as its note, the patient as the synthesis', async () => {
  const file = await practice.doctor.patients.create(samplePatient({ birthFamilyName: 'PAT-SYNTHESE' }));
  const subject = { reference: 'Patient/p1' };
  const medicine = (id: string, name: string, authoredOn: string): Resource => ({
    ...{ resourceType: 'MedicationRequest', id, status: 'active', intent: 'order', subject, authoredOn },
    medicationCodeableConcept: { text: name },
  });
  const context = { patient: 'Patient/p1', encounter: 'e1', author: 'Dr Hélène Arnaud', start: at };
  const note = { reason: 'Toux', sections: [{ title: 'Examen', text: 'Poumons clairs.' }], isFinal: true, end: at };
  const resources: Resource[] = [
    medicine('m1', 'AMOXICILLINE', at),
    medicine('m2', 'PARACETAMOL', at),
    medicine('m0', 'IBUPROFENE', '2026-01-05T10:00:00+01:00'),
    { ...buildNote(context, note), id: 'c1' },
  ];
  const [medicineId = '', , , noteId = ''] = await file.write(
    resources.map((resource) => ({ kind: 'create', resource })),
  );
  const record = await queue({ documents: [medicineId, noteId, file.patient().resource.id] }, file);
  await send();
  expect((await stateOf(record, file))?.state).toBe('sent');
  const [zip, ...pdfs] = (await parsed(servers.delivered[0])).attachments;
  const { documents } = readXdm(bytesOf(zip?.content ?? ''), { zip: zipLimits, xml: xmlLimits });
  expect(documents.map(({ cda }) => cda?.type?.code)).toEqual(['57833-6', '11488-4', '60591-5']);
  const [prescription, visit, synthesis] = pdfs.map(({ content }) => pdfText(bytesOf(content)));
  expect(prescription).toMatch(/AMOXICILLINE[^]*PARACETAMOL|PARACETAMOL[^]*AMOXICILLINE/);
  expect(prescription).not.toContain('IBUPROFENE');
  expect(visit).toContain('Poumons clairs.');
  expect(visit).not.toContain('AMOXICILLINE');
  for (const word of ['IBUPROFENE', 'AMOXICILLINE', 'Aucun élément n’est enregistré'])
    expect(synthesis).toContain(word);
});

describe('what is made from the whole file', () => {
  const provisional = { status: 'PROV', flags: [], document: null, documentDate: null, insiDate: null } as const;

  test.each([
    ['with the matricule of a qualified identity', {}, '279035121518989'],
    ['with the number of the practice without one', { ins: null, reliability: provisional }, null],
  ])('leaves as structured documents and PDFs, %s', async (_, identity, matricule) => {
    const file = await practice.doctor.patients.create(samplePatient({ birthFamilyName: 'PAT-VSM', ...identity }));
    const context = { patient: 'Patient/p1', author: 'Dr Hélène Arnaud', recorded: at };
    const entry = (facts: Pick<EntryFacts, 'kind' | 'name'>): Resource =>
      buildEntry({ ...emptyEntry, ...facts }, context);
    const given: VaccineFacts = {
      ...{ cis: null, name: 'REVAXIS', date: '2021-05-04', lot: 'U3J71', expiry: null, site: 'LA', route: 'IM' },
      ...{ dose: 2, isGivenHere: true, refusal: null, note: null },
    };
    const written = [
      entry({ kind: 'problem', name: 'Asthme' }),
      entry({ kind: 'allergy', name: 'Pénicilline' }),
      buildVaccine(given, context),
      buildVaccine({ ...given, name: 'VAXIGRIP', lot: 'X9', date: '2025-10-12' }, context),
      { ...buildVaccine({ ...given, name: 'ERREUR', lot: 'E0' }, context), status: 'entered-in-error' },
    ];
    const [, , vaccine = ''] = await file.write(written.map((resource) => ({ kind: 'create', resource })));
    const record = await queue({ documents: [file.patient().resource.id, vaccine] }, file);
    await expect(send({ stopAt: 'accepted' })).rejects.toThrow('stopped');
    await send();
    expect((await stateOf(record, file))?.state).toBe('sent');
    const mails = await Promise.all(servers.delivered.map(parsed));
    const archives = mails.map(({ attachments: [zip] }) =>
      readXdm(bytesOf(zip?.content ?? ''), { zip: zipLimits, xml: xmlLimits }),
    );
    const [first, again] = archives.map(({ documents }) => documents.map(({ bytes }) => Buffer.from(bytes).toString()));
    const idsOf = (texts = ['']) => texts.map((text) => text.match(/<id root="[^"]+"/g));
    expect(idsOf(again)).toEqual(idsOf(first));
    expect(archives[0]?.rejected).toEqual([]);
    const [vsm, vaccines] = archives[0]?.documents ?? [];
    expect([vsm, vaccines].map((one) => [one?.cda?.type?.code, one?.cda?.body.kind, one?.isVerified])).toEqual([
      ['SYNTH', 'sections', true],
      ['11369-6', 'sections', true],
    ]);
    expect(vsm?.cda?.templates).toContain('1.2.250.1.213.1.1.1.13');
    for (const one of [vsm, vaccines]) expect(one?.cda?.patient.identity.ins?.matricule ?? null).toBe(matricule);
    for (const word of ['Asthme', 'Pénicilline']) expect(first?.[0]).toContain(word);
    for (const word of ['REVAXIS', 'VAXIGRIP', '<lotNumberText>U3J71</lotNumberText>'])
      expect(first?.[1]).toContain(word);
    const [synthesisPdf = '', vaccinesPdf = ''] = (mails[0]?.attachments ?? [])
      .slice(1)
      .map(({ content }) => pdfText(bytesOf(content)));
    expect(synthesisPdf).toContain('Asthme');
    for (const word of ['REVAXIS', 'VAXIGRIP', 'U3J71']) expect(vaccinesPdf).toContain(word);
    for (const word of ['ERREUR', 'Asthme']) expect(`${first?.[1] ?? ''}${vaccinesPdf}`).not.toContain(word);
  });

  test('is only a PDF for a file with nothing that a VSM has', async () => {
    const file = await practice.doctor.patients.create(samplePatient({ birthFamilyName: 'PAT-VIDE' }));
    await queue({ documents: [file.patient().resource.id] }, file);
    await send();
    const [zip] = (await parsed(servers.delivered[0])).attachments;
    const { documents } = readXdm(bytesOf(zip?.content ?? ''), { zip: zipLimits, xml: xmlLimits });
    expect(documents.map(({ cda }) => [cda?.type?.code, cda?.body.kind])).toEqual([['60591-5', 'file']]);
  });
});

test('a prescription names its prescriber, and leaves out the lines that have ended', async () => {
  const file = await practice.doctor.patients.create(samplePatient({ birthFamilyName: 'PAT-ORDONNANCE' }));
  const line = (name: string, status: string, requester: string, authoredOn: string): Resource => ({
    ...{ resourceType: 'MedicationRequest', status, intent: 'order', subject: { reference: 'Patient/p1' }, authoredOn },
    ...{ requester: { display: requester }, medicationCodeableConcept: { text: name } },
  });
  const [colleagues, elsewhere, ended] = [at, '2026-11-01T10:00:00+01:00', '2026-10-01T10:00:00+01:00'] as const;
  const ids = await file.write(
    [
      line('AMOXICILLINE', 'active', 'Dr Basile Second', colleagues),
      line('IBUPROFENE', 'stopped', 'Dr Basile Second', colleagues),
      line('TRAMADOL', 'entered-in-error', 'Dr Basile Second', colleagues),
      line('PARACETAMOL', 'active', 'Dr Ailleurs', elsewhere),
      line('ASPIRINE', 'stopped', 'Dr Hélène Arnaud', ended),
    ].map((resource) => ({ kind: 'create', resource })),
  );
  const [first = '', , , second = '', none = ''] = ids;
  await queue({ documents: [first, second] }, file);
  const refused = await queue({ documents: [none] }, file);
  await send();
  expect(servers.delivered).toHaveLength(1);
  const [zip, pdf] = (await parsed(servers.delivered[0])).attachments;
  const { documents } = readXdm(bytesOf(zip?.content ?? ''), { zip: zipLimits, xml: xmlLimits });
  expect(
    documents.map(({ cda }) => [cda?.authors[0]?.professional.family, cda?.authenticator?.professional.family]),
  ).toEqual([
    ['SECOND', 'ARNAUD'],
    ['Dr Ailleurs', 'ARNAUD'],
  ]);
  const words = pdfText(bytesOf(pdf?.content ?? ''));
  expect(words).toContain('AMOXICILLINE');
  for (const word of ['IBUPROFENE', 'TRAMADOL', 'PARACETAMOL']) expect(words).not.toContain(word);
  expect(await stateOf(refused, file)).toMatchObject({ state: 'refused', reason: 'document_missing' });
});

test('a patient without a qualified identity is named by a number of the practice, the same one each time', async () => {
  const reliability = { status: 'PROV', flags: [], document: null, documentDate: null, insiDate: null } as const;
  const traits = { birthFamilyName: 'SANS-INS', ins: null, reliability } as const;
  const file = await practice.doctor.patients.create(samplePatient(traits));
  const documents = [await newLetter(file)];
  const records = [await queue({ documents }, file), await queue({ documents }, file)];
  await send();
  const states = await Promise.all(records.map((record) => stateOf(record, file)));
  expect(states.map((sending) => sending?.state)).toEqual(['sent', 'sent']);
  const sent = await Promise.all(servers.delivered.map(parsed));
  const numbers = sent.map(({ attachments: [zip] }) => {
    const { documents: read } = readXdm(bytesOf(zip?.content ?? ''), { zip: zipLimits, xml: xmlLimits });
    return read[0]?.cda?.patient.identity;
  });
  expect(numbers[0]).toMatchObject({ birthFamilyName: 'SANS-INS', ins: null });
  expect(numbers[1]).toEqual(numbers[0]);
  expect(JSON.stringify(sent)).not.toContain(file.scope);
});

test('a mail that is queued twice under one id leaves once, and its item says what became of it', async () => {
  const record = newRecord();
  expect(await queue({}, patient, record)).toBe(record);
  expect(await queue({}, patient, record)).toBe(record);
  const items = () => list.entries().map(({ id, resource }) => readQueuedMail(id, resource));
  const mine = () => items().filter((one) => one?.record === record);
  expect(mine()).toMatchObject([{ to: colleague, outcome: null, patient: { scope: patient.scope } }]);
  await send();
  expect(servers.delivered).toHaveLength(1);
  await list.refresh();
  expect(mine()).toMatchObject([{ outcome: { state: 'sent', reason: null } }]);
});

test('a mail that only the file has, as after a browser that ended, is put on the list once', async () => {
  const { member } = practice.running.doctor;
  const words = { title: 'Lettre', body: '', documents: [letter], audience: 'everyone', isLast: false } as const;
  const from = { id: member, name: 'Dr Hélène Arnaud' };
  const record = newRecord();
  const resource = buildSending({ ...words, to: colleague, from }, 'Patient/p1', record);
  await patient.write([{ kind: 'create', id: record, resource }]);
  await send();
  expect((await stateOf(record))?.state).toBe('waiting');
  const gateway = { id: practice.gateway.member, name: 'Passerelle' };
  const mail = { record, from, to: colleague, at, patient: { scope: patient.scope, name: 'PAT-TROIS Dominique' } };
  await listMail(mail, list, gateway);
  await listMail(mail, list, gateway);
  expect(await openItems()).toBe(1);
  await send();
  expect((await stateOf(record))?.state).toBe('sent');
});

test('a mail of another practice, as in a transferred file, is not sent, even from the gateway’s list', async () => {
  const { member } = practice.running.doctor;
  const words = { title: 'Synthèse', body: '', audience: 'everyone', isLast: false } as const;
  const from = { id: member, name: 'Dr Hélène Arnaud' };
  const documents = [patient.patient().resource.id];
  const resource = buildSending({ ...words, documents, to: colleague, from }, 'Patient/p1', newRecord());
  const [record = ''] = await patient.write([{ kind: 'create', resource }]);
  const gateway = { id: practice.gateway.member, name: 'Passerelle' };
  const mail = { record, from, to: colleague, at, patient: { scope: patient.scope, name: 'PAT-TROIS Dominique' } };
  await listMail(mail, list, gateway);
  await send();
  expect(servers.delivered).toEqual([]);
  expect(await stateOf(record)).toBeNull();
  expect(patient.resource(record)?.resource['status']).toBe('preparation');
  expect(await openItems()).toBe(0);
  expect(outcomesOf(record)).toEqual([{ state: 'refused', reason: 'mail_missing' }]);
});

describe('a mail that is gone before it was sent', () => {
  test('is refused on the list', async () => {
    const record = await queue();
    await patient.write([{ kind: 'delete', id: record }]);
    await send();
    expect(servers.delivered).toEqual([]);
    await list.refresh();
    expect(outcomesOf(record)).toEqual([{ state: 'refused', reason: 'mail_missing' }]);
  });

  test('with its whole file is refused on the list', async () => {
    const record = newRecord();
    const from = { id: practice.running.doctor.member, name: 'Dr Hélène Arnaud' };
    const gateway = { id: practice.gateway.member, name: 'Passerelle' };
    await listMail({ record, from, to: colleague, at, patient: { scope: newRecord(), name: 'X' } }, list, gateway);
    await send();
    await list.refresh();
    expect(outcomesOf(record)).toEqual([{ state: 'refused', reason: 'file_missing' }]);
  });

  test('but after an attempt is not known to have left', async () => {
    const record = await queue();
    await expect(send({ stopAt: 'accepted' })).rejects.toThrow('stopped');
    await patient.refresh();
    await patient.write([{ kind: 'delete', id: record }]);
    await send();
    await list.refresh();
    expect(outcomesOf(record)).toEqual([{ state: 'refused', reason: 'given_up' }]);
  });
});

test('of two documents with one FHIR id, the chosen one is sent', async () => {
  const write = async (body: string): Promise<string> => {
    const words = { kind: 'letter', heading: 'Avis', body, addressee: ['Dr Petit'], copies: [] } as const;
    const letterOf = buildLetter({ patient: 'Patient/p1', author: 'Dr Hélène Arnaud', at }, words);
    const [id = ''] = await patient.write([{ kind: 'create', resource: { ...letterOf, id: 'same' } }]);
    return id;
  };
  const letters = [await write('La première.'), await write('La seconde.')];
  for (const document of letters) await queue({ documents: [document] });
  await send();
  const pages = await Promise.all(
    servers.delivered.map(async (one) => pdfText(bytesOf((await parsed(one)).attachments[1]?.content ?? ''))),
  );
  expect(pages[0]).toContain('La première.');
  expect(pages[1]).toContain('La seconde.');
});

test('the item of a mail that is refused has the reason', async () => {
  const record = await queue({ audience: 'patient_only' });
  await send();
  await list.refresh();
  const mails = list.entries().map(({ id, resource }) => readQueuedMail(id, resource));
  expect(mails.find((one) => one?.record === record)?.outcome).toEqual({
    state: 'refused',
    reason: 'recipient_excluded',
  });
});

test('a mail that cannot be sent now waits, and those behind it leave', async () => {
  const records = [await queue({ title: 'Première' }), await queue({ title: 'Seconde' })];
  let isFirst = true;
  await send({
    atStep: (step) => {
      if (step !== 'composed' || !isFirst) return;
      isFirst = false;
      throw new DataError('could_not_check', 'a file that does not verify', { reason: 'untrusted' });
    },
  });
  expect(servers.delivered).toHaveLength(1);
  const states = await Promise.all(records.map((record) => stateOf(record)));
  expect(states.map((sending) => sending?.state).toSorted()).toEqual(['sent', 'waiting']);
  await send();
  expect(servers.delivered).toHaveLength(2);
});

describe('the member who wrote a mail', () => {
  /** A doctor of the configuration, in whose name the account of the practice's doctor writes. */
  const colleagueOfPractice = { id: 'b'.repeat(26), name: 'Dr Basile Second' };

  test('is its sender: a mail in a colleague’s name is refused, and another mail is sent', async () => {
    const forged = await queue({ from: colleagueOfPractice, title: 'Au nom d’un autre' });
    const own = await queue({ title: 'En son nom' });
    await send();
    expect(servers.delivered).toHaveLength(1);
    expect((await parsed(servers.delivered[0])).subject).toContain('En son nom');
    expect(await stateOf(forged)).toMatchObject({ state: 'refused', reason: 'sender_unproved' });
    expect((await stateOf(own))?.state).toBe('sent');
    await list.refresh();
    expect(outcomesOf(forged)).toEqual([{ state: 'refused', reason: 'sender_unproved' }]);
    // The list names the member who wrote it, not the one whom it names.
    const { member } = practice.running.doctor;
    expect([writersOf(forged), writersOf(own)]).toEqual([[member], [member]]);
  });

  test('cannot pretend that the gateway has begun to send it', async () => {
    const record = await queue({ from: colleagueOfPractice });
    const found = patient.resource(record)?.resource;
    if (found === undefined) throw new Error('the mail is in the file');
    const begun = withSendingEvent(found, { state: 'sending', messageId: '<1@port.mssante.example>' });
    await patient.write([{ kind: 'update', id: record, resource: begun }]);
    await send();
    expect(servers.delivered).toEqual([]);
    expect((await stateOf(record))?.state).toBe('refused');
  });

  test.each([
    ['waiting', 'composed', 'sender_unproved'],
    ['sending', 'recorded', 'given_up'],
  ] as const)(
    'is another one for what a program of the practice made of it while it was %s',
    async (_, stopAt, reason) => {
      const record = await queue();
      await expect(send({ stopAt })).rejects.toThrow('stopped');
      using session = practice.session();
      await session.use(async ({ data }) => {
        const file = await data.patients.open(patient.scope);
        const found = file.resource(record)?.resource;
        if (found === undefined) throw new Error('the mail is in the file');
        const changed = { ...found, topic: { text: 'Autre titre' } };
        await file.write([{ kind: 'update', id: record, resource: changed }]);
      });
      await send();
      expect(servers.delivered).toEqual([]);
      expect(await stateOf(record)).toMatchObject({ state: 'refused', reason });
    },
  );

  test('is named as the configuration names them, whatever name the mail has', async () => {
    await queue({ from: { id: practice.running.doctor.member, name: 'Dr Basile Second' } });
    await send();
    const { text, attachments } = await parsed(servers.delivered[0]);
    const pages = [text ?? '', pdfText(bytesOf(attachments[1]?.content ?? ''))];
    for (const page of pages) {
      expect(page).toContain('Dr Hélène Arnaud');
      expect(page).not.toContain('Second');
    }
  });

  test('has to be a doctor of the configuration', async () => {
    const record = await queue();
    const others = practice.config.doctors.filter(({ member }) => member === colleagueOfPractice.id);
    await send({ doctors: others });
    expect(servers.delivered).toEqual([]);
    expect(await stateOf(record)).toMatchObject({ state: 'refused', reason: 'sender_unknown' });
  });
});

test('a mail whose document is gone after an attempt is not known to have left', async () => {
  const lost = await newLetter(patient);
  const record = await queue({ documents: [lost] });
  await expect(send({ stopAt: 'accepted' })).rejects.toThrow('stopped');
  expect(servers.delivered).toHaveLength(1);
  await patient.refresh();
  await patient.write([{ kind: 'delete', id: lost }]);
  await send();
  const given = await stateOf(record);
  expect(given).toMatchObject({ state: 'refused', reason: 'given_up' });
  await list.refresh();
  expect(outcomesOf(record)).toEqual([{ state: 'refused', reason: 'given_up' }]);
  putReceipt(given?.messageId ?? '', 'processed');
  await receive();
  expect((await stateOf(record))?.state).toBe('received');
});

const ownMailbox = { address: '279035121518989@patient.mssante.fr', name: 'Dominique' };

test('a patient’s mailbox is written to, and the conversation is closed with the last mail', async () => {
  await queue({ to: ownMailbox, audience: 'patient_only', isLast: true });
  await send();
  const email = await parsed(servers.delivered[0]);
  expect(header(email, 'x-mss-mes')).toBe('FIN');
  const { documents } = readXdm(bytesOf(email.attachments[0]?.content ?? ''), { zip: zipLimits, xml: xmlLimits });
  expect(documents[0]?.masking).toBe('patient_only');
});

test.each<[string, RefusalReason, Partial<NewSending>]>([
  [
    'to the mailbox of another patient',
    'mailbox_of_another',
    { to: { ...ownMailbox, address: '255081416802538@patient.mssante.fr' } },
  ],
  ...[
    '255081416802538@patient.mssante.fr.',
    'x@labo.example@patient.mssante.fr',
    '"x@labo.example"@patient.mssante.fr',
    'x@\uff50atient.mssante.fr',
    'x@labo.example,255081416802538@patient.mssante.fr',
  ].map((address): [string, RefusalReason, Partial<NewSending>] => [
    `for professionals alone to ${address}`,
    'address_invalid',
    { to: { ...ownMailbox, address }, audience: 'professionals_only' },
  ]),
  ['to an address out of MSSanté', 'address_invalid', { to: { ...colleague, address: 'dr.petit@elsewhere.example' } }],
  ['for professionals alone to a patient', 'recipient_excluded', { to: ownMailbox, audience: 'professionals_only' }],
  ['for the patient alone to a professional', 'recipient_excluded', { audience: 'patient_only' }],
  ['that closes a conversation with a professional', 'mail_incomplete', { isLast: true }],
  ['of a document that is not in the file', 'document_missing', { documents: ['a'.repeat(26)] }],
  ['in the name of nobody', 'sender_unproved', { from: { id: 'nobody', name: 'X' } }],
])('a mail %s is not sent, and its record says why', async (_, reason, change) => {
  const record = await queue(change);
  await send();
  expect(servers.delivered).toEqual([]);
  expect(await stateOf(record)).toMatchObject({ state: 'refused', reason });
});

test('a patient’s mailbox needs a qualified identity', async () => {
  const reliability = { status: 'PROV', flags: [], document: null, documentDate: null, insiDate: null } as const;
  const file = await practice.doctor.patients.create(
    samplePatient({ birthFamilyName: 'PROVISOIRE', ins: null, reliability }),
  );
  const record = await queue({ to: ownMailbox, documents: [await newLetter(file)] }, file);
  await send();
  expect(servers.delivered).toEqual([]);
  expect(await stateOf(record, file)).toMatchObject({ state: 'refused', reason: 'identity_unqualified' });
});

type Recipients = { readonly from?: string; readonly final?: string | null; readonly original?: string };
const notification = (original: string, disposition: string, recipients: Recipients = {}) => ({
  headers: {
    From: recipients.from ?? `Dr Petit <${colleague.address}>`,
    'Content-Type': 'multipart/report; report-type=disposition-notification; boundary="limite"',
    'Return-Path': '<>',
    'Message-ID': `<${disposition.length}.${JSON.stringify(recipients).length}@elsewhere>`,
  },
  body: `--limite\r\nContent-Type: text/plain\r\n\r\nLu\r\n--limite\r\nContent-Type: message/disposition-notification\r\n\r\n${fieldsOf(recipients)}Original-Message-ID: ${original}\r\nDisposition: automatic-action/MDN-sent-automatically; ${disposition}\r\n\r\n--limite--\r\n`,
});
function fieldsOf({ final = colleague.address, original }: Recipients): string {
  const fields = { 'Final-Recipient': final, 'Original-Recipient': original ?? null };
  return Object.entries(fields)
    .flatMap(([name, value]) => (value === null ? [] : `${name}: rfc822;${value}\r\n`))
    .join('');
}
function putReceipt(...given: Parameters<typeof notification>): void {
  const { headers, body } = notification(...given);
  const raw = rawMail({ headers });
  servers.put(`${raw.slice(0, raw.indexOf('\r\n\r\n'))}\r\n\r\n${body}`);
}

test('receipts say what became of a mail, once', async () => {
  const [good, bad] = [await queue(), await queue()];
  await send();
  const idOf = async (record: string) => (await stateOf(record))?.messageId ?? '';
  putReceipt(await idOf(good), 'processed');
  putReceipt(await idOf(bad), 'processed/Error: 902^Patient inconnu');
  await receive();
  expect(await stateOf(good)).toMatchObject({ state: 'received', receivedAt: at });
  expect(await stateOf(bad)).toMatchObject({ state: 'failed', reason: '902' });
  await list.refresh();
  expect(outcomesOf(good)).toEqual([{ state: 'received', reason: null }]);
  expect(outcomesOf(bad)).toEqual([{ state: 'failed', reason: '902' }]);
  putReceipt(await idOf(good), 'processed/Error: 902^Patient inconnu');
  await receive();
  expect((await stateOf(good))?.state).toBe('received');
  expect(servers.folder('Etanche')).toHaveLength(3);
});

/** A mail of another program which says that it could not integrate the mail, or a report of non-delivery. */
const answers = {
  failure: (id: string, from: string) =>
    rawMail({ headers: { From: from, Subject: '[KO Integration systeme !][902] x', 'In-Reply-To': id } }),
  undelivered: (id: string, about: string) => {
    const raw = rawMail({
      headers: {
        From: 'MAILER-DAEMON@port.mssante.example',
        'In-Reply-To': id,
        'Content-Type': 'multipart/report; report-type=delivery-status; boundary="limite"',
      },
    });
    const head = raw.slice(0, raw.indexOf('\r\n\r\n'));
    return `${head}\r\n\r\n--limite\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns;port\r\n\r\n${about}Action: failed\r\nStatus: 5.1.1\r\n\r\n--limite--\r\n`;
  },
};

test.each<[string, (id: string) => string, { readonly state: string; readonly reason?: string }]>([
  ['a failure from the recipient', (id) => answers.failure(id, colleague.address), { state: 'failed', reason: '902' }],
  ['a failure from another address', (id) => answers.failure(id, 'attacker@elsewhere.example'), { state: 'sent' }],
  [
    'a report that the recipient does not exist',
    (id) => answers.undelivered(id, `Final-Recipient: rfc822;${colleague.address}\r\n`),
    { state: 'failed', reason: 'undelivered_5.1.1' },
  ],
  [
    'a report about another recipient',
    (id) => answers.undelivered(id, 'Final-Recipient: rfc822;attacker@elsewhere.example\r\n'),
    { state: 'sent' },
  ],
  ['a report about no recipient', (id) => answers.undelivered(id, ''), { state: 'sent' }],
])('%s counts only if it is about the recipient of the mail', async (_, answer, expected) => {
  const record = await queue();
  await send();
  servers.put(answer((await stateOf(record))?.messageId ?? ''));
  await receive();
  expect(await stateOf(record)).toMatchObject(expected);
  expect(servers.folder('INBOX')).toEqual([]);
});

test.each<[string, (id: string) => Parameters<typeof notification>]>([
  ['about another recipient', (id) => [id, 'processed', { final: 'attacker@elsewhere.example' }]],
  ['about no recipient', (id) => [id, 'processed', { final: null }]],
  ['for an earlier recipient', (id) => [id, 'processed', { original: 'attacker@elsewhere.example' }]],
  ['from another address', (id) => [id, 'processed', { from: 'attacker@elsewhere.example' }]],
  ['of a failure from another address', (id) => [id, 'processed/Error: 902', { from: 'attacker@elsewhere.example' }]],
  ['from another address of the same domain', (id) => [id, 'processed', { from: 'accueil@medecin.mssante.fr' }]],
  ['from two authors', (id) => [id, 'processed', { from: `${colleague.address}, attacker@elsewhere.example` }]],
  [
    'from the name of the recipient',
    (id) => [id, 'processed', { from: `"${colleague.address}" <attacker@elsewhere.example>` }],
  ],
  ['for a forged Message-ID', (id) => [id.replace(/^<..../, '<AAAA'), 'processed']],
  ['for a mail of somebody else', () => ['<1@elsewhere.example>', 'processed']],
  ['that only says that it was deleted', (id) => [id, 'deleted']],
])('a receipt %s changes nothing', async (_, given) => {
  const record = await queue();
  await send();
  putReceipt(...given((await stateOf(record))?.messageId ?? ''));
  await receive();
  expect((await stateOf(record))?.state).toBe('sent');
  expect(servers.folder('INBOX')).toEqual([]);
});
