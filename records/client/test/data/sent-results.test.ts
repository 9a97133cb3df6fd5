import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { toRecordId } from '@etanche/core-wire';
import {
  buildDocument,
  synthesisOf,
  versionStateOf,
  type BundleEntry,
  type DocumentOrigin,
  type Resource,
} from '@etanche/records-fhir';
import { fileVersion, planSentResults, type PatientFile, type RecordsData } from '../../src/index.ts';
import { dataOf, patient, startDataPractice, type DataPractice } from './data-practice.ts';

let practice: DataPractice;
let doctor: RecordsData;
let file: PatientFile;
let count = 0;
beforeAll(async () => {
  practice = await startDataPractice();
  doctor = dataOf(practice.doctor.client);
});
afterAll(() => practice.running[Symbol.asyncDispose]());
beforeEach(async () => {
  file = await doctor.patients.create(
    patient('ESSAI', `Camille ${'abcdefghijklmnopqrstuvwxyz'[(count += 1)] ?? ''}`, '1977-07-12'),
  );
});

const newId = (): string => toRecordId(crypto.getRandomValues(new Uint8Array(16)));
const potassium = (value: string, id = 'k1', status = 'final'): string =>
  `{"resourceType":"Observation","id":"${id}","status":"${status}","subject":{"reference":"Patient/theirs"},` +
  `"code":{"text":"Potassium"},"effectiveDateTime":"2026-11-12","valueQuantity":{"value":${value},"unit":"mmol/L"}}`;
const sodium = (value: string, id = 'na1'): string => potassium(value, id).replace('Potassium', 'Sodium');
const report = (...results: readonly string[]): string =>
  `{"resourceType":"DiagnosticReport","id":"r1","status":"final","subject":{"reference":"Patient/theirs"},` +
  `"code":{"text":"Ionogramme"},"result":[${results.map((one) => `{"reference":"${one}"}`).join()}]}`;
const entry = (text: string, fullUrl: string | null = null): BundleEntry => ({
  ...{ text, fullUrl, resource: JSON.parse(text) as Resource },
});

type Sent = {
  readonly set?: string;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly from?: string;
  readonly results: readonly BundleEntry[];
  readonly request?: DocumentOrigin['request'];
};

/** Files a message's document, as the application does. @returns its record id */
async function receive(
  { set = '', day, from = 'practice:one', results, request = 'create' }: Sent,
  into = file,
): Promise<string> {
  const origin: DocumentOrigin = {
    ...{ sender: from, id: { system: null, value: newId() }, version: null, sentAt: `${day}T10:00:00Z` },
    ...{ sets: set === '' ? [] : [{ system: null, value: set }], replaces: [], request, results: 'all', marks: [] },
  };
  const facts = { title: day, kind: 'result', date: '2026-11-12' } as const;
  const context = { patient: `Patient/${into.scope}`, author: 'Dr Test', at: '2026-11-29T10:00:00+01:00' };
  const identifier = [{ system: 'urn:etanche:v1:message-attachment', value: `${newId()}/0` }];
  const { id } = await fileVersion(into, {
    ...{ content: new TextEncoder().encode(day), contentType: 'text/plain', origin },
    known: () => Promise.resolve(null),
    results: () => planSentResults(into, origin, results, newId),
    alongside: () => [],
    document: (stored) => ({
      ...buildDocument(facts, stored, null, context),
      resourceType: 'DocumentReference',
      identifier,
    }),
  });
  return id;
}

const values = (name = 'Potassium'): string[] =>
  synthesisOf(file.resources())
    .results.filter((line) => line.name === name)
    .flatMap((line) => line.values.map(({ text }) => text));
const states = (): string[] =>
  file
    .resources()
    .flatMap(({ resource }) =>
      resource.resourceType === 'DocumentReference' ? [`${readTitle(resource)} ${versionStateOf(resource)}`] : [],
    )
    .toSorted();
const readTitle = (resource: Resource): string =>
  JSON.stringify(resource['description'] ?? resource['content']).match(/\d{4}-\d\d-\d\d/)?.[0] ?? '';
const textsOf = (type: string): string[] =>
  file.resources().flatMap(({ resource, text }) => (resource.resourceType === type ? [text] : []));

describe('results of a message', () => {
  test('are filed with their exact digits under the file’s patient, also those that no report names', async () => {
    await receive({
      day: '2026-11-12',
      results: [entry(potassium('4.40'), 'urn:uuid:k'), entry(sodium('140')), entry(report('urn:uuid:k'))],
    });
    expect([values(), values('Sodium')]).toEqual([['4,4'], ['140']]);
    expect(textsOf('Observation').join()).toContain('"valueQuantity":{"value":4.40,"unit":"mmol/L"}');
    expect(textsOf('Observation').join()).not.toContain('theirs');
    // The report names the result by its id in the file.
    expect(textsOf('DiagnosticReport')[0]).toContain('"reference":"Observation/k1"');
    const document = textsOf('DocumentReference')[0] ?? '';
    expect(document).toContain('{"reference":"DiagnosticReport/r1"},{"reference":"Observation/na1"}');
    expect(document).not.toContain('Observation/k1');
  });

  test('of a newer version of the document take the place of the earlier ones, whose digits stay in the file', async () => {
    await receive({
      set: 'S',
      day: '2026-11-12',
      results: [entry(potassium('4.40')), entry(sodium('140')), entry(report('Observation/k1'))],
    });
    await receive({
      set: 'S',
      day: '2026-11-13',
      results: [entry(potassium('5.60')), entry(sodium('140')), entry(report('Observation/k1'))],
    });
    expect([values(), values('Sodium')]).toEqual([['5,6'], ['140']]);
    expect(states()).toEqual(['2026-11-12 superseded', '2026-11-13 current']);
    const old = file.resources().find(({ text }) => text.includes('"value":4.40'));
    expect(old?.resource.status).toBe('entered-in-error');
    expect((await file.history(old?.id ?? '')).map(({ resource }) => resource?.resource.status)).toEqual([
      'entered-in-error',
      'final',
    ]);
    const names = textsOf('DiagnosticReport').map((text) => /Observation\/(\w+)/.exec(text)?.[1]);
    expect(new Set(names).size).toBe(2);
  });

  test('of three versions in any order are those of the newest', async () => {
    for (const [day, value] of [
      ['2026-11-13', '2.00'],
      ['2026-11-14', '3.00'],
      ['2026-11-12', '1.00'],
    ] as const)
      await receive({ set: 'S', day, results: [entry(potassium(value))] });
    expect(values()).toEqual(['3']);
    expect(states()).toEqual(['2026-11-12 superseded', '2026-11-13 superseded', '2026-11-14 current']);
    expect(textsOf('Observation').filter((text) => text.includes('"final"'))).toHaveLength(1);
  });

  test('are withdrawn with their document', async () => {
    await receive({ set: 'S', day: '2026-11-12', results: [entry(potassium('4.40'))] });
    await receive({ set: 'S', day: '2026-11-13', results: [entry(potassium('4.40'))], request: 'cancel' });
    expect([values(), states()]).toEqual([[], ['2026-11-12 withdrawn', '2026-11-13 notice']]);
  });

  test('that another document has again are not written twice', async () => {
    await receive({ day: '2026-11-12', results: [entry(potassium('4.40'))] });
    await receive({ day: '2026-11-13', results: [entry(potassium('4.40')), entry(sodium('140'))] });
    expect([values(), values('Sodium'), textsOf('Observation').length]).toEqual([['4,4'], ['140'], 2]);
  });

  test('that their practice states otherwise in another document are new versions of themselves, whatever comes late', async () => {
    await receive({ day: '2026-11-12', results: [entry(potassium('4.40')), entry(report('Observation/k1'))] });
    await receive({ day: '2026-11-14', results: [entry(potassium('5.60', 'k1', 'corrected'))] });
    await receive({ day: '2026-11-13', results: [entry(potassium('5.00'))] });
    expect(values()).toEqual(['5,6']);
    const [observation] = file.resources().filter(({ resource }) => resource.resourceType === 'Observation');
    const history = await file.history(observation?.id ?? '');
    expect(history.map(({ resource }) => /"value":([\d.]+)/.exec(resource?.text ?? '')?.[1])).toEqual(['5.60', '4.40']);
  });

  test('that another practice sends under the same id do not touch those of the first one', async () => {
    await receive({ day: '2026-11-12', results: [entry(potassium('4.40'))] });
    await receive({ day: '2026-11-13', from: 'practice:two', results: [entry(potassium('9.90'))] });
    await receive({
      set: 'S',
      day: '2026-11-14',
      from: 'practice:two',
      results: [entry(potassium('1.10'))],
      request: 'replace',
    });
    expect(values().toSorted()).toEqual(['1,1', '4,4', '9,9']);
    expect(states().every((state) => state.endsWith('current'))).toBe(true);
  });

  test('that a doctor here marked as an error do not come back with the same value', async () => {
    await receive({ day: '2026-11-12', results: [entry(potassium('4.40'))] });
    const [known] = file.resources().filter(({ resource }) => resource.resourceType === 'Observation');
    if (known === undefined) throw new Error('the file has no result');
    await file.write([{ kind: 'update', id: known.id, resource: { ...known.resource, status: 'entered-in-error' } }]);
    await receive({ day: '2026-11-13', results: [entry(potassium('4.40'))] });
    expect(values()).toEqual([]);
    await receive({ day: '2026-11-14', results: [entry(potassium('5.60', 'k1', 'corrected'))] });
    expect(values()).toEqual(['5,6']);
  });

  test('that two sessions file as two versions at once leave the newest ones', async () => {
    const theirs = await dataOf(practice.colleague.client).patients.open(file.scope);
    await receive({ set: 'S', day: '2026-11-12', results: [entry(potassium('1.00'))] });
    await theirs.refresh();
    await Promise.all([
      receive({ set: 'S', day: '2026-11-14', results: [entry(potassium('3.00'))] }),
      receive({ set: 'S', day: '2026-11-13', results: [entry(potassium('2.00'))] }, theirs),
    ]);
    await file.refresh();
    expect(values()).toEqual(['3']);
    expect(states()).toEqual(['2026-11-12 superseded', '2026-11-13 superseded', '2026-11-14 current']);
  });

  test('that are invalid are refused with the document, and nothing is written', async () => {
    const before = file.sequence();
    const nameless = potassium('4.40').replace('"code":{"text":"Potassium"},', '');
    await expect(receive({ day: '2026-11-12', results: [entry(nameless)] })).rejects.toMatchObject({
      code: 'invalid_resource',
    });
    expect(file.sequence()).toBe(before);
  });
});
