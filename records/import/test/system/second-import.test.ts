import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listMembers, type PatientFile, type RecordsData } from '@etanche/records-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportReport } from '../../src/index.ts';
import { bundleText, observationText, patientText } from '../support/patients.ts';
import { startImportPractice, type ImportPractice } from './import-practice.ts';

let practice: ImportPractice;
beforeAll(async () => {
  practice = await startImportPractice();
});
afterAll(() => practice[Symbol.asyncDispose]());

let runs = 0;
/** Imports one file. */
async function importText(content: string, journal: string, name = 'a.json'): Promise<ImportReport> {
  const folder = join(practice.directory, `source-${runs++}`);
  await mkdir(folder);
  await writeFile(join(folder, name), content);
  return practice.import([folder], { journal: join(practice.directory, journal) });
}

/** Returns the scopes of a journal, in its order. */
async function scopesOf(journal: string): Promise<string[]> {
  const lines = (await readFile(join(practice.directory, journal, 'journal.ndjson'), 'utf8')).trimEnd().split('\n');
  return lines.slice(1).map((line) => (JSON.parse(line) as { scope: string }).scope);
}

const readers: RecordsData[] = [];
let opened = 0;
/** Opens a file as a doctor who has opened at most two others. */
async function openFile(scope: string): Promise<{ readonly file: PatientFile; readonly doctor: RecordsData }> {
  if (opened++ % 3 === 0) readers.push(opened === 1 ? practice.doctor : await practice.colleague());
  const doctor = readers.at(-1) ?? practice.doctor;
  return { file: await doctor.patients.open(scope), doctor };
}

async function textsOf(file: PatientFile, fhirId: string): Promise<(string | undefined)[]> {
  const stored = file.resources().find(({ resource }) => resource['id'] === fhirId);
  const versions = await file.history(stored?.id ?? '');
  return versions.map(({ resource }) => resource?.text).reverse();
}

const total = ({ resources }: ImportReport): number => Object.values(resources.written).reduce((sum, n) => sum + n, 0);
const phoned = (id: string, family: string, phone: string): string =>
  patientText(id, family).replace('"gender"', `"telecom":[{"system":"phone","value":"${phone}"}],"gender"`);
const at = (text: string, time: string): string => text.replace('{', `{"meta":{"lastUpdated":"${time}"},`);

describe.each([
  ['with its journal', 'tel', ['journal-tel', 'journal-tel']],
  ['without a journal', 'neu', ['journal-neu-1', 'journal-neu-2']],
])('a second import %s', (_name, id, [first = '', second = '']) => {
  test('adds new resources, stores changed ones as versions, and keeps the others', async () => {
    const subject = `Patient/${id}`;
    const same = observationText(`${id}-same`, subject);
    const [before, after] = [
      [phoned(id, `Dupond${id}`, '0102030405'), observationText(`${id}-o`, subject)],
      [phoned(id, `Dupond${id}`, '0611223344'), observationText(`${id}-o`, subject, ',"comparator":"<"')],
    ];
    const started = practice.running.clock.now();
    const files = (await practice.count()).files;
    expect(total(await importText([...before, same].join('\n'), first, 'a.ndjson'))).toBe(3);
    const later = [...after, same, observationText(`${id}-new`, subject)].join('\n');
    const report = await importText(later, second, 'a.ndjson');
    expect([total(report), report.alreadyStored.resources, report.refused]).toEqual([4, 1, []]);
    const again = await importText(later, second, 'a.ndjson');
    expect([total(again), again.alreadyStored.resources, again.alreadyStored.patients]).toEqual([4, 4, 1]);
    expect((await practice.count()).files).toBe(files + 1);
    const [scope = ''] = await scopesOf(second);
    const { file, doctor } = await openFile(scope);
    expect(file.resources()).toHaveLength(4);
    expect(file.patient().resource.text).toBe(after[0]);
    expect(await textsOf(file, id)).toEqual([before[0], after[0]]);
    expect(await textsOf(file, `${id}-o`)).toEqual([before[1], after[1]]);
    expect(await textsOf(file, `${id}-same`)).toEqual([same]);
    const { clock } = practice.running;
    const history = await file.history(file.patient().resource.id);
    const members = await listMembers(practice.running.doctor.client);
    const importer = members.find(({ status }) => status === 'importer')?.member;
    expect(history.map(({ version, author }) => [version, author])).toEqual([
      [2, importer],
      [1, importer],
    ]);
    const times = [started, ...history.map(({ time }) => time).reverse(), clock.now()];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    // The first opening wrote card and postings of the new Patient.
    expect(await doctor.patients.search('06 11 22 33 44')).toMatchObject({ answer: 'found' });
  }, 300_000);
});

describe('versions of one id', () => {
  test('in one source become versions of one resource, in the order of their writing', async () => {
    const patient = patientText('vers', 'Versions');
    const o = (value: string): string => observationText('vo', 'Patient/vers', `,"unit":"${value}"`);
    const timed = [at(o('g'), '2024-03-01T00:00:00Z'), at(o('mg'), '2023-01-01T00:00:00Z')];
    const h = (value: string): string => observationText('vh', 'Patient/vers', `,"unit":"${value}"`);
    const history = bundleText('history', [
      ['https://h.example/Observation/vh', h('three')],
      ['https://h.example/Observation/vh', h('two')],
      ['https://h.example/Observation/vh', h('one')],
      ['https://h.example/Patient/vers', patient],
    ]);
    const report = await importText(history, 'journal-history');
    expect([report.resources.found, total(report), report.refused]).toEqual([4, 4, []]);
    const lines = [patient, ...timed].join('\n');
    expect(total(await importText(lines, 'journal-lines', 'a.ndjson'))).toBe(3);
    const [one = ''] = await scopesOf('journal-history');
    const [other = ''] = await scopesOf('journal-lines');
    expect(one).not.toBe(other);
    expect(await textsOf((await openFile(one)).file, 'vh')).toEqual([h('one'), h('two'), h('three')]);
    expect(await textsOf((await openFile(other)).file, 'vo')).toEqual([timed[1], timed[0]]);
  }, 300_000);

  test('are reported and not written if the practice changed the resource or has a newer version', async () => {
    const patient = patientText('chg', 'Change');
    const o = (unit: string, time: string): string =>
      at(observationText('co', 'Patient/chg', `,"unit":"${unit}"`), `${time}T00:00:00Z`);
    await importText([patient, o('a', '2024-01-01')].join('\n'), 'journal-chg', 'a.ndjson');
    const older = await importText([patient, o('b', '2023-01-01')].join('\n'), 'journal-chg-2', 'a.ndjson');
    expect(older.reasons).toEqual({ version_older: 1 });
    const [scope = ''] = await scopesOf('journal-chg');
    const { file } = await openFile(scope);
    const stored = file.resources().find(({ resource }) => resource['id'] === 'co');
    const corrected = JSON.stringify({ ...stored?.resource, status: 'entered-in-error' });
    await file.write([{ kind: 'update', id: stored?.id ?? '', resource: corrected }]);
    const newer = await importText([patient, o('c', '2025-01-01')].join('\n'), 'journal-chg-3', 'a.ndjson');
    expect(newer.reasons).toEqual({ changed_here: 1 });
    expect(newer.resources.found).toBe(total(newer) + newer.resources.refused);
    await file.refresh();
    expect(file.resource(stored?.id ?? '')?.text).toBe(corrected);
  }, 300_000);
});

describe('Patients of the same bytes in two runs', () => {
  const bare = '{"resourceType":"Patient","id":"1"}';

  test.each([
    ['two servers', ['https://a.example/Patient/1', 'https://b.example/Patient/1']],
    ['two sources that name no server', [null, null]],
  ] as const)(
    'have two files if they come from %s',
    async (name, [one, other]) => {
      const about = (id: string): string => observationText(id, 'Patient/1');
      const journals = [`${name} 1`, `${name} 2`];
      const id = name.replaceAll(' ', '-');
      await importText(
        bundleText('collection', [
          [one, bare],
          [null, about(`x-${id}`)],
        ]),
        journals[0] ?? '',
      );
      const source = bundleText('collection', [
        [other, bare],
        [null, about(`y-${id}`)],
      ]);
      expect(total(await importText(source, journals[1] ?? ''))).toBe(2);
      expect((await importText(source, 'again')).alreadyStored.resources).toBe(2);
      const scopes = [...(await scopesOf(journals[0] ?? '')), ...(await scopesOf(journals[1] ?? ''))];
      expect(new Set(scopes).size).toBe(2);
    },
    300_000,
  );
});

test('likely duplicates are reported across the runs of one journal', async () => {
  await importText(patientText('dup-1', 'Double'), 'journal-dup');
  const report = await importText(patientText('dup-2', 'Double'), 'journal-dup');
  const [of, scope] = await scopesOf('journal-dup');
  expect(report.duplicates).toEqual([{ scope, of }]);
  expect((await importText(patientText('dup-3', 'Autre'), 'journal-dup')).duplicates).toEqual([]);
}, 300_000);

/** Imports that may write to one file (`imports_exhausted` in docs/protocol.md). */
const mostImports = 16;

test('a file with the maximum number of imports is reported, and the other patients are imported', async () => {
  const bundle = (i: number): string =>
    bundleText('collection', [
      [null, patientText('often', 'Souvent')],
      [null, observationText(`often-${i}`, 'Patient/often')],
      ...(i === mostImports ? [[null, patientText('once', 'Unefois')] as const] : []),
    ]);
  for (let i = 0; i < mostImports; i++) {
    expect((await importText(bundle(i), 'journal-often')).refused).toEqual([]);
  }
  const last = bundle(mostImports);
  for (const there of [0, 1]) {
    const report = await importText(last, 'journal-often');
    expect(report.refused.map(({ code }) => code)).toEqual(['imports_exhausted', 'imports_exhausted']);
    expect([total(report), report.alreadyStored.resources]).toEqual([1, there]);
  }
});
