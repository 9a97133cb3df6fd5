import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AssignReason } from '@etanche/records-interop';
import { remainingQuotas, type AgendaDay, type Filing, type PatientFile, type RecordsData } from '../../src/index.ts';
import { dataOf, onDevice, patient, startDataPractice, type DataPractice } from './data-practice.ts';

type Waiting = RecordsData['waiting'];
type Report = Parameters<Waiting['store']>[0];

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

const reason: AssignReason = 'several';
let made = 0;
const reportOf = (content = new TextEncoder().encode(`report ${made++}`)): Report => ({
  ...{ content, contentType: 'text/plain', from: 'Laboratoire Exemple', at: '2026-11-29T10:00:00+01:00' },
  facts: { title: 'Résultats', kind: 'result', date: '2026-11-28' },
  origin: null,
});
/** One Observation and its DiagnosticReport. */
const resources = (file: PatientFile) => (newId: () => string) => {
  const [observation, report] = [newId(), newId()];
  const subject = { reference: `Patient/${file.scope}` };
  const code = { text: 'POTASSIUM' };
  return [
    {
      id: observation,
      text: JSON.stringify({ resourceType: 'Observation', status: 'final', code, subject, valueString: '4,4' }),
    },
    {
      id: report,
      text: JSON.stringify({
        ...{ resourceType: 'DiagnosticReport', status: 'final', code: { text: 'Biologie' }, subject },
        result: [{ reference: `Observation/${observation}` }],
      }),
    },
  ];
};
const filingOf = (file: PatientFile): Filing => ({
  ...{ file, list, patientName: 'ESSAI Camille', to: who, from: who, at: '2026-11-29T11:00:00+01:00' },
});
const countOf = (file: PatientFile, type: string): number =>
  file.resources().filter(({ resource }) => resource.resourceType === type).length;
const units = async (member = practice.doctor): Promise<number> => {
  const { scope } = await remainingQuotas(member.client);
  return scope.of - scope.openings;
};
const isListed = async (scope: string, data = doctor): Promise<boolean> =>
  (await data.waiting.list()).some((entry) => entry.scope === scope);
const newFile = (): Promise<PatientFile> => doctor.patients.create(patient('ESSAI', `Camille ${made++}`, '1977-07-12'));

describe('a received report whose patient is not certain', () => {
  test('waits on the list for no unit, and is opened by another doctor for one', async () => {
    const report = reportOf();
    const [before, colleagueBefore] = [await units(), await units(practice.colleague)];
    const { scope, isRepeated } = await doctor.waiting.store(report, reason);
    expect([isRepeated, await units()]).toEqual([false, before]);
    const colleague = dataOf(practice.colleague.client);
    expect((await colleague.waiting.list()).filter((entry) => entry.scope === scope)).toMatchObject([
      { reason: 'several', open: 1 },
    ]);
    expect((await colleague.unassigned.list()).some((entry) => entry.scope === scope)).toBe(false);
    const opened = await colleague.waiting.open(scope);
    expect(await units(practice.colleague)).toBe(colleagueBefore + 1);
    const { contentType, facts, from, at } = report;
    expect(opened.report).toMatchObject({ contentType, facts, from, at });
    expect(await opened.content()).toEqual(report.content);
  });

  test('costs a unit even for the doctor who stored it, whose session forgot its key', async () => {
    const { scope } = await doctor.waiting.store(reportOf(), reason);
    const before = await units();
    await doctor.waiting.open(scope);
    expect(await units()).toBe(before + 1);
  });

  test('has its exact bytes if it is large', async () => {
    const content = crypto.getRandomValues(new Uint8Array(60_000));
    const large = new Uint8Array(300_000);
    for (let at = 0; at < large.length; at += content.length) large.set(content, at);
    const { scope } = await doctor.waiting.store(reportOf(large), reason);
    expect(await (await doctor.waiting.open(scope)).content()).toEqual(large);
  });

  test('waits once, however often it is received', async () => {
    const report = reportOf();
    const { scope } = await doctor.waiting.store(report, reason);
    expect(await dataOf(practice.colleague.client).waiting.store(report, 'no_candidate')).toEqual({
      scope,
      isRepeated: true,
    });
    expect((await doctor.waiting.list()).filter((entry) => entry.scope === scope)).toHaveLength(1);
  });

  test('is filed under a patient with its results, and leaves the list for good', async () => {
    const report = reportOf();
    const { scope } = await doctor.waiting.store(report, reason);
    const [file, opened] = [await newFile(), await doctor.waiting.open(scope)];
    const filed = await doctor.waiting.assign(opened, { resources: resources(file) }, filingOf(file));
    expect(filed).toMatchObject({ isRepeated: false });
    expect([await isListed(scope), countOf(file, 'Observation'), countOf(file, 'DocumentReference')]).toEqual([
      false,
      1,
      1,
    ]);
    const url = JSON.stringify(file.resource(filed.document)?.resource).match(/Binary\/([a-z2-7]+)/)?.[1] ?? '';
    const stored = await new Response(await file.readAttachment(url)).arrayBuffer();
    expect(new Uint8Array(stored)).toEqual(report.content);
    expect(await doctor.waiting.assign(opened, { resources: resources(file) }, filingOf(file))).toEqual({
      ...filed,
      isRepeated: true,
    });
    expect(await doctor.waiting.store(report, reason)).toEqual({ scope, isRepeated: true });
    expect(await isListed(scope)).toBe(false);
    await expect(dataOf(practice.colleague.client).waiting.open(scope)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('is filed with the changes beside it, once, and not beside a document that the file has', async () => {
    const { scope } = await doctor.waiting.store(reportOf(), reason);
    const [file, opened] = [await newFile(), await doctor.waiting.open(scope)];
    const vaccination = JSON.stringify({
      ...{ resourceType: 'Immunization', status: 'completed', patient: { reference: `Patient/${file.scope}` } },
      ...{ vaccineCode: { text: 'REVAXIS' }, occurrenceDateTime: '2024-03-11' },
    });
    const changes = {
      resources: resources(file),
      alongside: () => [{ kind: 'create', resource: vaccination } as const],
    };
    await doctor.waiting.assign(opened, changes, filingOf(file));
    expect(countOf(file, 'Immunization')).toBe(1);
    await doctor.waiting.assign(opened, changes, filingOf(file));
    expect(countOf(file, 'Immunization')).toBe(1);
  });

  test('is not filed under a second patient', async () => {
    const { scope } = await doctor.waiting.store(reportOf(), reason);
    const opened = await doctor.waiting.open(scope);
    const colleague = dataOf(practice.colleague.client);
    const theirs = await colleague.waiting.open(scope);
    const [file, other] = [await newFile(), await newFile()];
    await doctor.waiting.assign(opened, { resources: resources(file) }, filingOf(file));
    const otherFile = await colleague.patients.open(other.scope);
    const filing = { ...filingOf(otherFile), list: await colleague.agenda.list(who.id) };
    await expect(colleague.waiting.assign(theirs, { resources: resources(otherFile) }, filing)).rejects.toMatchObject({
      code: 'conflict',
    });
    await otherFile.refresh();
    expect(countOf(otherFile, 'DocumentReference')).toBe(0);
  });

  test('is discarded for a reason, and then neither filed nor discarded again', async () => {
    const { scope } = await doctor.waiting.store(reportOf(), reason);
    const opened = await doctor.waiting.open(scope);
    const theirs = await dataOf(practice.colleague.client).waiting.open(scope);
    await doctor.waiting.discard(opened, 'foreign');
    expect(await isListed(scope)).toBe(false);
    await expect(doctor.waiting.discard(theirs, 'worthless')).rejects.toThrow(RangeError);
    await expect(doctor.waiting.discard(opened, 'worthless')).rejects.toMatchObject({ code: 'conflict' });
    const file = await newFile();
    await expect(doctor.waiting.assign(opened, { resources: resources(file) }, filingOf(file))).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(countOf(file, 'DocumentReference')).toBe(0);
  });

  test('stays on the list if the call fails between the two writes, and the same call completes it', async () => {
    const { scope } = await doctor.waiting.store(reportOf(), reason);
    const file = await newFile();
    let isAway = true;
    const failing = await onDevice(practice.doctor, async (input, init) => {
      const url = String(input instanceof Request ? input.url : input);
      if (isAway && url.endsWith(`/scopes/${scope}/writes`)) throw new TypeError('the network is away');
      return fetch(input, init);
    });
    const theirs = await failing.patients.open(file.scope);
    const filing = { ...filingOf(theirs), list: await failing.agenda.list(who.id) };
    const opened = await failing.waiting.open(scope);
    await expect(failing.waiting.assign(opened, { resources: resources(theirs) }, filing)).rejects.toMatchObject({
      code: 'uncertain',
    });
    expect([await isListed(scope), countOf(theirs, 'DocumentReference')]).toEqual([true, 1]);
    // A new session, as after a crash.
    isAway = false;
    await file.refresh();
    const filed = await doctor.waiting.assign(
      await doctor.waiting.open(scope),
      { resources: resources(file) },
      filingOf(file),
    );
    expect([filed.isRepeated, await isListed(scope)]).toEqual([true, false]);
    expect([countOf(file, 'DocumentReference'), countOf(file, 'Observation')]).toEqual([1, 1]);
  });

  test('is not stored if it is larger than a message may be', async () => {
    const large = reportOf(new Uint8Array(50 * 1024 * 1024 + 1));
    await expect(doctor.waiting.store(large, reason)).rejects.toMatchObject({ code: 'too_large' });
  });
});

test('the reception neither stores, lists nor opens reports that wait', async () => {
  const { scope } = await doctor.waiting.store(reportOf(), reason);
  const { waiting } = dataOf(practice.secretary.client);
  await expect(waiting.store(reportOf(), reason)).rejects.toMatchObject({ code: 'not_entitled' });
  await expect(waiting.list()).rejects.toMatchObject({ code: 'forbidden' });
  await expect(waiting.open(scope)).rejects.toMatchObject({ code: 'forbidden' });
});

test('a patient’s file is no report', async () => {
  const file = await newFile();
  await expect(doctor.waiting.open(file.scope)).rejects.toMatchObject({ code: 'could_not_check' });
});
