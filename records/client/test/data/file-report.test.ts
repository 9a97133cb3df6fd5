import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256, toBase64url } from '@etanche/core-wire';
import {
  asDone,
  buildWorkItem,
  isAbnormalItem,
  readWorkItem,
  type JsonObject,
  type Resource,
  type WorkItem,
} from '@etanche/records-fhir';
import { readReport, reportLimits, reportResources } from '@etanche/records-interop';
import type { AgendaDay, Filing, PatientFile, RecordsData, ReportToFile } from '../../src/index.ts';
import { dataOf, onDevice, patient, startDataPractice, type DataPractice } from './data-practice.ts';

let practice: DataPractice;
let doctor: RecordsData;
let list: AgendaDay;
let who: Filing['to'];
beforeAll(async () => {
  practice = await startDataPractice();
  doctor = dataOf(practice.doctor.client);
  who = { id: practice.doctor.member, name: 'Dr Test' };
  list = await doctor.agenda.list(who.id);
});
afterAll(() => practice.running[Symbol.asyncDispose]());

const header = ['P1', 'ESSAI', 'CAMILLE', '', '', '29200 BREST', '12/07/1977', '', 'D1'];
/** A file of HPRIM Médecin with one request of a day. */
const letter = (day: string, ...lines: string[]): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(
    [...header, day, 'LABEX', 'CABEX', 'Compte rendu', '****LAB****', ...lines, '****FIN****'].join('\r\n'),
  );
const filingOf = (file: PatientFile): Filing => ({
  ...{ file, list, patientName: 'ESSAI Camille', to: who, at: '2026-11-29T10:00:00+01:00' },
  from: { id: practice.secretary.member, name: 'Céline Accueil' },
});

function reportOf(file: PatientFile, content: Uint8Array<ArrayBuffer>): ReportToFile {
  const report = readReport(content, { ...reportLimits, today: '2026-11-29' });
  return {
    original: {
      ...{ content, contentType: 'application/octet-stream' },
      facts: { title: 'Résultats', kind: 'result', date: '2026-11-29' },
    },
    resources: (newId) => {
      const context = { patient: `Patient/${file.scope}`, timeZone: 'Europe/Paris', newId };
      const { reports, observations } = reportResources(report, context);
      return [...observations, ...reports];
    },
    origin: null,
  };
}

const items = (file: PatientFile): WorkItem[] =>
  list.entries().flatMap(({ id, resource }) => {
    const item = readWorkItem(id, resource);
    return item !== null && item.patient?.scope === file.scope ? [item] : [];
  });
const countOf = (file: PatientFile, type: string): number =>
  file.resources().filter(({ resource }) => resource.resourceType === type).length;

const january = letter(
  '12/01/2026',
  'RES|POTASSIUM|K|N|4,40|mmol/L|3,5|4,5||F',
  'RES|TSH|TSH|N|1,30|mUI/L|0,27|4,20||F',
);
const november = letter(
  '12/11/2026',
  'RES|TSH|TSH|N|1,10|mUI/L|0,27|4,20||F',
  'RES|POTASSIUM|K|N|5,60|mmol/L|3,5|4,5|H|F',
  'RES|ECBU|ECBU|A|stérile|||||F',
);

test('a report is filed with its exact bytes, and shown with the value before, abnormal results first', async () => {
  const file = await doctor.patients.create(patient('ESSAI', 'Camille', '1977-07-12'));
  await doctor.fileReport(reportOf(file, january), filingOf(file));
  const [first] = items(file);
  if (first === undefined) throw new Error('the list has no item');
  expect(isAbnormalItem(first)).toBe(false);

  const filed = await doctor.fileReport(reportOf(file, november), filingOf(file));
  // One line for each patient: the list has places for 24 people.
  const [item, second] = items(file);
  expect([item?.id, second]).toEqual([filed.item, undefined]);
  const shown = item?.results.map(({ name, values }) => [name, values.map(({ text }) => text), values[0]?.abnormal]);
  expect(shown).toEqual([
    ['POTASSIUM', ['5,6', '4,4'], 'high'],
    ['TSH', ['1,1', '1,3'], null],
    ['ECBU', ['stérile'], null],
  ]);
  expect(item?.measures.find(({ name }) => name === 'POTASSIUM')?.points.map(({ value }) => value)).toEqual([4.4, 5.6]);

  const again = await dataOf(practice.colleague.client).patients.open(file.scope);
  const document = again.resource(filed.document);
  expect(document?.resource).toMatchObject({ resourceType: 'DocumentReference', status: 'current' });
  const url = JSON.stringify(document?.resource).match(/Binary\/([a-z2-7]+)/)?.[1] ?? '';
  const stored = new Uint8Array(await new Response(await again.readAttachment(url)).arrayBuffer());
  expect(stored).toEqual(november);
  const potassium = filed.observations
    .map((id) => again.resource(id)?.text ?? '')
    .find((text) => text.includes('POTASSIUM'));
  expect(potassium).toContain('"valueQuantity":{"value":5.60,"unit":"mmol/L"}');
});

test('the same report again writes nothing twice', async () => {
  const file = await doctor.patients.create(patient('ESSAI', 'Alix', '1977-07-12'));
  const filed = await doctor.fileReport(reportOf(file, november), filingOf(file));
  const [written, listed] = [file.sequence(), list.head()?.sequence];
  expect(await doctor.fileReport(reportOf(file, november), filingOf(file))).toEqual({ ...filed, isRepeated: true });
  expect([file.sequence(), list.head()?.sequence]).toEqual([written, listed]);
  expect([countOf(file, 'Observation'), countOf(file, 'DiagnosticReport')]).toEqual([3, 1]);
});

/** A document that claims to have the bytes of a report, as a program with the local API can write it. */
const claiming = (content: Uint8Array<ArrayBuffer>, attachment: JsonObject): Resource => ({
  ...{ resourceType: 'DocumentReference', status: 'current', content: [{ attachment }] },
  identifier: [{ system: 'urn:etanche:v1:received', value: toBase64url(sha256(content)) }],
});

test.each<[string, (file: PatientFile) => Promise<unknown>]>([
  [
    'other bytes',
    (file) =>
      file.attach({ content: january, contentType: 'text/plain', resource: (sent) => claiming(november, { ...sent }) }),
  ],
  ['no bytes', (file) => file.write([{ kind: 'create', resource: claiming(november, { contentType: 'text/plain' }) }])],
  [
    'bytes at another place',
    (file) =>
      file.write([{ kind: 'create', resource: claiming(november, { url: 'https://ailleurs.example/Binary/1' }) }]),
  ],
])('a document that claims the hash of a report and has %s does not keep it out of the file', async (_, claim) => {
  const file = await doctor.patients.create(patient('ESSAI', 'Morgan', '1977-07-12'));
  await claim(file);
  const filed = await doctor.fileReport(reportOf(file, november), filingOf(file));
  expect([filed.isRepeated, filed.observations.length, countOf(file, 'DocumentReference')]).toEqual([false, 3, 2]);
  const again = await doctor.fileReport(reportOf(file, november), filingOf(file));
  expect([again.isRepeated, again.document, countOf(file, 'DocumentReference')]).toEqual([true, filed.document, 2]);
});

test('while no server has the bytes of a known document, a report is not filed a second time', async () => {
  const file = await doctor.patients.create(patient('ESSAI', 'Noa', '1977-07-12'));
  await doctor.fileReport(reportOf(file, november), filingOf(file));
  const cut = await onDevice(practice.doctor, (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    return pathname.includes('/binaries/') ? Promise.reject(new TypeError('the network is away')) : fetch(input, init);
  });
  const same = await cut.patients.open(file.scope);
  const filing = { ...filingOf(same), list: await cut.agenda.list(who.id) };
  await expect(cut.fileReport(reportOf(same, november), filing)).rejects.toMatchObject({
    ...{ code: 'could_not_check', reason: 'unavailable' },
  });
  await file.refresh();
  expect(countOf(file, 'DocumentReference')).toBe(1);
});

test('a report whose item was not written is completed by the same call again', async () => {
  const file = await doctor.patients.create(patient('ESSAI', 'Claude', '1977-07-12'));
  const broken: AgendaDay = { ...list, put: () => Promise.reject(new Error('the connection was lost')) };
  await expect(doctor.fileReport(reportOf(file, november), { ...filingOf(file), list: broken })).rejects.toThrow(
    'lost',
  );
  expect([countOf(file, 'Observation'), items(file).length]).toEqual([3, 0]);
  const filed = await doctor.fileReport(reportOf(file, november), filingOf(file));
  expect([filed.isRepeated, countOf(file, 'Observation'), items(file).length]).toEqual([true, 3, 1]);
});

test('a report that finds the first page of the list full is on a further one, once', async () => {
  const own = practice.colleague.member;
  const full = await doctor.agenda.list(own);
  const to = { id: own, name: 'Dr Second' };
  const words = {
    code: 'message',
    due: null,
    observations: [],
    from: who,
    to,
    at: '2026-11-29T10:00:00+01:00',
  } as const;
  for (let i = full.entries().length; i < 24; i++) {
    const about = { scope: ('abcdefghijklmnopqrstuvwx'[i] ?? 'a').repeat(26), name: `Patient ${i}` };
    await full.put(buildWorkItem({ ...words, patient: about, text: `message ${i}` }, own), null);
  }
  const file = await doctor.patients.create(patient('ESSAI', 'Lou', '1977-07-12'));
  const filing = { ...filingOf(file), list: full, to };
  const { item } = await doctor.fileReport(reportOf(file, november), filing);
  expect(full.entries().find(({ id }) => id === item)).toBeDefined();
  expect(await doctor.fileReport(reportOf(file, november), filing)).toMatchObject({ item, isRepeated: true });
  const theirs = await dataOf(practice.colleague.client).agenda.list(own);
  expect([theirs.entries().length, await theirs.openNext(), theirs.entries().length]).toEqual([24, true, 25]);
});

test('each document without results has a line of its own with its title, beside the line of results', async () => {
  const file = await doctor.patients.create(patient('ESSAI', 'Dominique', '1977-07-12'));
  const words = (line: string): Uint8Array<ArrayBuffer> =>
    new TextEncoder().encode([...header, '12/11/2026', 'LABEX', 'CABEX', line, '****FIN****'].join('\n'));
  await doctor.fileReport(reportOf(file, november), filingOf(file));
  const filed = await doctor.fileReport(reportOf(file, words('Absence de germe')), filingOf(file));
  await doctor.fileReport(reportOf(file, words('Présence de germes')), filingOf(file));
  const again = await doctor.fileReport(reportOf(file, words('Absence de germe')), filingOf(file));
  expect(filed.observations).toEqual([]);
  expect([again.item, again.isRepeated]).toEqual([filed.item, true]);
  const document = { code: 'document', text: 'Résultats', isDone: false, results: [] };
  expect(items(file)).toMatchObject([{ code: 'result' }, document, document]);
});

test('a document without results that the doctor has seen does not come back with its repetition', async () => {
  const file = await doctor.patients.create(patient('ESSAI', 'Eden', '1977-07-12'));
  const text = new TextEncoder().encode(
    [...header, '12/11/2026', 'LABEX', 'CABEX', 'Sans germe', '****FIN****'].join('\n'),
  );
  const { item } = await doctor.fileReport(reportOf(file, text), filingOf(file));
  const found = list.entries().find(({ id }) => id === item);
  if (found === undefined) throw new Error('the list has no item');
  await list.put(asDone(found.resource, '2026-11-29T11:00:00+01:00'), item);
  await doctor.fileReport(reportOf(file, text), filingOf(file));
  expect(items(file)).toMatchObject([{ code: 'document', isDone: true }]);
});

test('a member who reads no clinical part files nothing', async () => {
  const own = await doctor.patients.create(patient('ESSAI', 'Sacha', '1977-07-12'));
  const reception = dataOf(practice.secretary.client);
  const file = await reception.patients.open(own.scope);
  const theirs = { ...filingOf(file), list: await reception.agenda.list(who.id) };
  await expect(reception.fileReport(reportOf(file, november), theirs)).rejects.toMatchObject({ code: 'not_entitled' });
  await own.refresh();
  expect(countOf(own, 'Observation')).toBe(0);
});
