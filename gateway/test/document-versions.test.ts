import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { PatientFile } from '@etanche/records-client';
import { asDone, readWorkItem, synthesisOf, type WorkItem } from '@etanche/records-fhir';
import { deskOf, fileDocument, type Channel, type Filed } from '../src/intake/file-document.ts';
import { readDocuments } from '../src/intake/read-document.ts';
import { isRefusal } from '../src/intake/received-document.ts';
import { archiveOf, hl7Document, hl7Results, letterCda } from './support/documents.ts';
import { samplePatient, startGatewayPractice, type GatewayPractice } from './support/gateway-practice.ts';

let practice: GatewayPractice;
let patient: PatientFile;
let count = 0;
let number = '';
beforeAll(async () => {
  practice = await startGatewayPractice();
  patient = await practice.doctor.patients.create(samplePatient());
});
afterAll(() => practice[Symbol.asyncDispose]());
beforeEach(() => {
  number = `N${(count += 1)}`;
});

/**
 * Files a document as a round of the gateway does.
 *
 * @param isCut the connection is lost before the doctor's list is written
 */
async function file(
  content: Uint8Array<ArrayBuffer>,
  channel: Channel = { kind: 'folder' },
  isCut = false,
): Promise<Filed[]> {
  using session = practice.session();
  const filed: Filed[] = [];
  await session.use(async (open) => {
    const documents = readDocuments(content, { today: '2026-11-29', timeZone: 'Europe/Paris' });
    if (isRefusal(documents)) throw new Error(`refused: ${documents.code}`);
    const whole = deskOf(open, practice.config, practice.running.clock.now());
    const list = async () => ({
      ...(await whole.list()),
      put: () => Promise.reject(new Error('the connection was lost')),
    });
    const desk = isCut ? { ...whole, list } : whole;
    for (const document of documents) filed.push(await fileDocument(desk, document, channel));
  });
  await patient.refresh();
  return filed;
}

const doctorList = () => practice.doctor.agenda.list(practice.config.doctors[0]?.member ?? '');
async function items(): Promise<WorkItem[]> {
  const list = await doctorList();
  return list.entries().flatMap(({ id, resource }) => readWorkItem(id, resource) ?? []);
}
/** Marks everything as seen. @returns nothing that the doctor still has to see */
async function seeAll(): Promise<void> {
  const list = await doctorList();
  for (const { id, resource } of list.entries())
    if (readWorkItem(id, resource)?.isDone === false) await list.put(asDone(resource, '2026-11-29T12:00:00Z'), id);
}
const open = async () =>
  (await items()).filter(({ isDone }) => !isDone).map(({ code, notice, results }) => [code, notice, results.length]);
const values = (analysis: string) =>
  synthesisOf(patient.resources())
    .results.filter(({ name }) => name === analysis)
    .flatMap((line) => line.values.map(({ text }) => text));
const curve = (analysis: string) =>
  synthesisOf(patient.resources())
    .measures.filter(({ name }) => name === analysis)
    .flatMap(({ points }) => points.map(({ value }) => value));

test('a corrected result takes the place of the one before, and comes back to the doctor who had seen it', async () => {
  const [k, na] = [`K${number}`, `NA${number}`];
  await file(
    hl7Results(number, '20261112100000+0100', [
      [k, '4.40', 'F'],
      [na, '140', 'F'],
    ]),
  );
  await seeAll();
  await file(hl7Results(number, '20261112113000+0100', [[k, '5.60', 'C']]));
  expect([values(k), curve(k), values(na)]).toEqual([['5,6'], [5.6], ['140']]);
  expect(await open()).toEqual([['result', 'corrected', 1]]);
  // The history keeps the digits of the value before.
  const old = patient.resources().find(({ text }) => text.includes('"value":4.40') && text.includes(k));
  expect(old?.resource).toMatchObject({ resourceType: 'Observation', status: 'entered-in-error' });
});

test('an older message that arrives late, and the same one twice, change no current value', async () => {
  const k = `K${number}`;
  const [first, second] = [
    hl7Results(number, '20261112100000+0100', [[k, '4.40', 'F']]),
    hl7Results(number, '20261112113000+0100', [[k, '5.60', 'C']]),
  ];
  await file(second);
  await file(first);
  const written = patient.sequence();
  expect([(await file(first))[0]?.isRepeated, (await file(second))[0]?.isRepeated]).toEqual([true, true]);
  expect([values(k), curve(k), patient.sequence()]).toEqual([['5,6'], [5.6], written]);
});

test('the same values sent again do not come back to the doctor who had seen them', async () => {
  const k = `K${number}`;
  await file(hl7Results(number, '20261112100000+0100', [[k, '4.40', 'F']]));
  await seeAll();
  await file(hl7Results(number, '20261112120000+0100', [[k, '4.40', 'F']]));
  expect([values(k), await open()]).toEqual([['4,4'], []]);
});

test('a withdrawn result is removed from the curve and the list, and a notice tells the doctor', async () => {
  const k = `K${number}`;
  await seeAll();
  await file(hl7Results(number, '20261112100000+0100', [[k, '9.90', 'F']]));
  expect(await open()).toEqual([['result', null, 1]]);
  await file(hl7Results(number, '20261112113000+0100', [[k, '9.90', 'D']]));
  expect([values(k), curve(k)]).toEqual([[], []]);
  expect(await open()).toEqual([['document', 'withdrawn', 0]]);
});

test.each([
  ['correction', 'C', [['result', 'corrected', 1]], ['5,6']],
  ['withdrawal', 'D', [['document', 'withdrawn', 0]], []],
])('a %s whose item was not written is completed by the next round', async (_, state, expected, left) => {
  const k = `K${number}`;
  await file(hl7Results(number, '20261112100000+0100', [[k, '4.40', 'F']]));
  await seeAll();
  const second = hl7Results(number, '20261112113000+0100', [[k, '5.60', state]]);
  await expect(file(second, { kind: 'folder' }, true)).rejects.toThrow('lost');
  expect(await open()).toEqual([]);
  expect(await file(second)).toEqual([{ kind: 'filed', isRepeated: true }]);
  expect([await open(), values(k)]).toEqual([expected, left]);
  await file(second);
  expect(await open()).toEqual(expected);
  await seeAll();
  await file(second);
  expect(await open()).toEqual([]);
});

test('a laboratory cannot correct the results of another one', async () => {
  const k = `K${number}`;
  await file(hl7Results(number, '20261112100000+0100', [[k, '4.40', 'F']]));
  await file(hl7Results(number, '20261112113000+0100', [[k, '5.60', 'C']], 'AUTRE'));
  expect(values(k).toSorted()).toEqual(['4,4', '5,6']);
});

test('versions of a document follow each other, and a withdrawal destroys nothing', async () => {
  await seeAll();
  const versions = [1, 2, 3].map((version) => letterCda(number, {}, version));
  const [one, two, three] = versions as [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>];
  await file(one);
  await file(three);
  await file(two);
  const view = () => synthesisOf(patient.resources()).documents.filter(({ title }) => /Lettre/.test(title));
  const fresh = () =>
    view()
      .map(({ version }) => version.state)
      .toSorted();
  expect(fresh()).toEqual(['current', 'superseded', 'superseded']);
  expect((await open()).map(([, notice]) => notice)).toEqual([null, 'replaced', 'outdated']);
  await seeAll();
  // The archive has the bytes of the version itself.
  const [withdrawn] = await file(archiveOf([three], true));
  expect(withdrawn).toEqual({ kind: 'filed', isRepeated: false });
  expect(fresh()).toEqual(['notice', 'withdrawn', 'withdrawn', 'withdrawn']);
  expect(view().find(({ version }) => version.state === 'notice')?.marks).toMatchObject([{ code: 'MASQUE_PS' }]);
  expect(await open()).toEqual([['document', 'withdrawn', 0]]);
  expect(await file(archiveOf([three], true))).toEqual([{ kind: 'filed', isRepeated: true }]);
  // Each of the versions is still readable.
  for (const { id } of view()) {
    const url = /Binary\/([a-z2-7]+)/.exec(patient.resource(id)?.text ?? '')?.[1] ?? '';
    const stored = new Uint8Array(await new Response(await patient.readAttachment(url)).arrayBuffer());
    expect(versions).toContainEqual(stored);
  }
});

test('a document of HL7 is replaced and cancelled, and its marks are kept', async () => {
  await file(hl7Document('T02', number, '', '20261112100000+0100'));
  await file(hl7Document('T10', `${number}b`, number, '20261112110000+0100'));
  await file(hl7Document('T11', `${number}b`, '', '20261112120000+0100'));
  const found = synthesisOf(patient.resources()).documents.filter(({ id }) =>
    patient.resource(id)?.text.includes(`"value":"${number}`),
  );
  expect(found.map(({ version, marks }) => [version.state, marks.map(({ code }) => code)]).toSorted()).toEqual([
    ['notice', ['MASQUE_PS']],
    ['superseded', ['MASQUE_PS']],
    ['withdrawn', ['MASQUE_PS']],
  ]);
});

test.each<[string, () => readonly Uint8Array<ArrayBuffer>[], Channel]>([
  ['of a document that never arrived', () => [], { kind: 'folder' }],
  ['on another way than its document', () => [letterCda(number)], { kind: 'mail', address: 'x@example.fr' }],
  ['in a mail without an address', () => [], { kind: 'mail', address: '' }],
  ['of another sender than its document', () => [letterCda(number, {}, 1, '1999999999')], { kind: 'folder' }],
])('a withdrawal %s waits for a person with its reason', async (_, known, channel) => {
  for (const one of known()) await file(one);
  const before = await practice.doctor.waiting.list();
  const request = archiveOf([letterCda(number)], true);
  expect(await file(request, channel)).toEqual([{ kind: 'to_assign', isRepeated: false }]);
  expect(await file(request, channel)).toEqual([{ kind: 'to_assign', isRepeated: true }]);
  const added = (await practice.doctor.waiting.list()).filter(
    (one) => !before.some(({ scope }) => scope === one.scope),
  );
  expect(added.map(({ reason }) => reason)).toEqual(['withdrawal_unknown']);
});

test('a report that waits is placed among its versions when a doctor assigns it', async () => {
  await file(letterCda(number));
  const read = readDocuments(letterCda(number, {}, 2), { today: '2026-11-29', timeZone: 'Europe/Paris' });
  if (isRefusal(read) || read[0] === undefined || read[0].origin === null) throw new Error('unreadable');
  const { content, contentType, facts, origin } = read[0];
  const sender = `folder ${origin.sender}`;
  const waiting = { content, contentType, facts, from: 'X', at: '2026-11-29T10:00:00Z', origin: { ...origin, sender } };
  const { scope } = await practice.doctor.waiting.store(waiting, 'not_certain');
  const to = { id: practice.config.doctors[0]?.member ?? '', name: 'Dr Test' };
  const filing = {
    file: patient,
    patientName: 'X',
    list: await doctorList(),
    to,
    from: to,
    at: '2026-11-29T10:00:00Z',
  };
  const filed = await practice.doctor.waiting.assign(
    await practice.doctor.waiting.open(scope),
    { resources: () => [] },
    filing,
  );
  const view = synthesisOf(patient.resources()).documents.find(({ id }) => id === filed.document);
  expect(view?.version).toMatchObject({ state: 'current', earlier: [{ code: 'replaces', title: 'Lettre' }] });
});
