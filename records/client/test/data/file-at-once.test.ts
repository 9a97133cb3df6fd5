import { afterAll, beforeAll, expect, test } from 'vitest';
import { readOrigin, synthesisOf, versionStateOf, type DocumentOrigin } from '@etanche/records-fhir';
import { readReport, reportLimits, reportResources } from '@etanche/records-interop';
import type { Filing, FiledReport, PatientFile, RecordsData, ReportToFile } from '../../src/index.ts';
import { dataOf, onDevice, patient, startDataPractice, type DataPractice } from './data-practice.ts';

let practice: DataPractice;
let doctor: RecordsData;
let file: PatientFile;
let count = 0;
beforeAll(async () => {
  practice = await startDataPractice();
  doctor = dataOf(practice.doctor.client);
  file = await doctor.patients.create(patient('ESSAI', 'Camille', '1977-07-12'));
});
afterAll(() => practice.running[Symbol.asyncDispose]());

/** A version of a report with one value of an analysis. */
function reportOf(number: string, version: number, value = `${version},00`): ReportToFile {
  const content = new TextEncoder().encode(
    [
      ...['P1', 'ESSAI', 'CAMILLE', '', '', '29200 BREST', '12/07/1977', '', number, '12/11/2026', 'LABEX', 'CABEX'],
      ...['Compte rendu', '****LAB****', `RES|${number}|${number}|N|${value}|mmol/L|3,5|4,5||F`, '****FIN****'],
    ].join('\r\n'),
  );
  const report = readReport(content, { ...reportLimits, today: '2026-11-29' });
  const origin: DocumentOrigin = {
    ...{ sender: 'folder LABEX', id: null, sets: [{ system: null, value: number }], version, sentAt: null },
    ...{ replaces: [], request: 'create', results: 'all', marks: [] },
  };
  const facts = { title: 'Résultats', kind: 'result', date: '2026-11-29' } as const;
  return {
    origin,
    original: { content, contentType: 'text/plain', facts },
    resources: (newId) => {
      const context = { patient: `Patient/${file.scope}`, timeZone: 'Europe/Paris', newId };
      const { reports, observations } = reportResources(report, context);
      return [...observations, ...reports];
    },
  };
}

async function fileBy(data: RecordsData, report: ReportToFile): Promise<FiledReport> {
  const who = { id: practice.doctor.member, name: 'Dr Test' };
  const filing: Filing = {
    ...{ file: await data.patients.open(file.scope), list: await data.agenda.list(who.id), patientName: 'X' },
    ...{ to: who, from: who, at: '2026-11-29T10:00:00+01:00' },
  };
  return data.fileReport(report, filing);
}

/** A session of the colleague, for which somebody else files as often as `first` says before a write of it arrives. */
async function overtaken(...first: readonly (() => Promise<unknown>)[]): Promise<RecordsData> {
  const waiting = [...first];
  return onDevice(practice.colleague, async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const isWrite = pathname.endsWith(`/scopes/${file.scope}/writes`);
    if (isWrite) await waiting.shift()?.();
    return fetch(input, init);
  });
}

/** The versions of a report with their states, and the current values of its analysis. */
async function versions(number: string): Promise<{ readonly states: string[]; readonly values: string[] }> {
  await file.refresh();
  const states = file.resources().flatMap(({ resource }) => {
    const origin = readOrigin(resource);
    if (origin?.sets.some(({ value }) => value === number) !== true) return [];
    return [`${origin.version ?? ''} ${versionStateOf(resource)}`];
  });
  const lines = synthesisOf(file.resources()).results.filter(({ name }) => name === number);
  return { states: states.toSorted(), values: lines.flatMap((line) => line.values.map(({ text }) => text)) };
}

const next = (): string => `N${(count += 1)}`;

test('a version that a colleague overtakes replaces the one that the colleague filed', async () => {
  const number = next();
  await fileBy(doctor, reportOf(number, 1));
  const colleague = await overtaken(() => fileBy(doctor, reportOf(number, 2)));
  await fileBy(colleague, reportOf(number, 3));
  expect(await versions(number)).toEqual({ states: ['1 superseded', '2 superseded', '3 current'], values: ['3'] });
});

test('an older version that a newer one overtakes goes into the history', async () => {
  const number = next();
  const colleague = await overtaken(() => fileBy(doctor, reportOf(number, 2)));
  await fileBy(colleague, reportOf(number, 1));
  expect(await versions(number)).toEqual({ states: ['1 superseded', '2 current'], values: ['2'] });
});

test('the same bytes that two members file at once are filed once', async () => {
  const number = next();
  const report = reportOf(number, 1);
  const first: FiledReport[] = [];
  const colleague = await overtaken(async () => first.push(await fileBy(doctor, report)));
  expect(first.concat(await fileBy(colleague, report))).toMatchObject([
    { isRepeated: false },
    { document: first[0]?.document, isRepeated: true },
  ]);
  expect(await versions(number)).toEqual({ states: ['1 current'], values: ['1'] });
});

test('versions that two sessions file without waiting for each other leave the newest one current', async () => {
  const number = next();
  const colleague = dataOf(practice.colleague.client);
  await Promise.all(
    [2, 4, 1, 3].map((version, i) => fileBy(i % 2 === 0 ? doctor : colleague, reportOf(number, version))),
  );
  const states = ['1 superseded', '2 superseded', '3 superseded', '4 current'];
  expect(await versions(number)).toEqual({ states, values: ['4'] });
});

test('a document of another sender that arrives at the same time is filed beside it', async () => {
  const [number, other] = [next(), next()];
  const colleague = await overtaken(() => fileBy(doctor, reportOf(other, 1)));
  await fileBy(colleague, reportOf(number, 1));
  expect([await versions(number), await versions(other)]).toEqual([
    { states: ['1 current'], values: ['1'] },
    { states: ['1 current'], values: ['1'] },
  ]);
});

test('a filing that others overtake again and again is refused, and files nothing', async () => {
  const [number, others] = [next(), next()];
  const colleague = await overtaken(
    ...[1, 2, 3, 4, 5].map((version) => () => fileBy(doctor, reportOf(others, version))),
  );
  await expect(fileBy(colleague, reportOf(number, 1))).rejects.toMatchObject({ code: 'conflict' });
  expect(await versions(number)).toEqual({ states: [], values: [] });
  // The caller repeats it later.
  await fileBy(colleague, reportOf(number, 1));
  expect(await versions(number)).toEqual({ states: ['1 current'], values: ['1'] });
});
