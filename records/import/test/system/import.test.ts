import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { splitBundle, type Resource } from '@etanche/records-fhir';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ImportReport } from '../../src/index.ts';
import { bundleText, observationText, patientText } from '../support/patients.ts';
import { startImportPractice, type ImportPractice } from './import-practice.ts';

const fixtures = new URL('../../../fhir/test/fixtures/synthea/', import.meta.url).pathname;

let practice: ImportPractice;
let run = 0;
beforeAll(async () => {
  practice = await startImportPractice();
});
afterAll(() => practice[Symbol.asyncDispose]());
beforeEach(() => {
  run += 1;
});

function total(report: ImportReport): number {
  return Object.values(report.resources.written).reduce((sum, count) => sum + count, 0);
}
/** Creates a folder with these files. */
async function source(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(practice.directory, `source-${run}`);
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}
const journal = (): string => join(practice.directory, `journal-${run}`);
/** Counts the rows that a step adds to the server's tables. */
async function added(step: () => Promise<unknown>): Promise<Awaited<ReturnType<ImportPractice['count']>>> {
  const before = await practice.count();
  await step();
  const after = await practice.count();
  return {
    files: after.files - before.files,
    cards: after.cards - before.cards,
    leaves: after.leaves - before.leaves,
    versions: after.versions - before.versions,
    postings: after.postings - before.postings,
  };
}
function bigPatient(id: string, observations: number): string {
  const ids = Array.from({ length: observations }, (_, i) => `${id}-${i}`);
  return bundleText('collection', [
    [`urn:uuid:${id}`, patientText(id, `Gros${id}`)],
    ...ids.map((each) => [null, observationText(each, `urn:uuid:${id}`)] as const),
  ]);
}
/** A program that was killed repeats nothing. */
const noRetry = { attempts: 1, firstWaitMs: 0, longestWaitMs: 0, withinMs: 0 };
/** Returns a `fetch` that fails after this number of completed writes, and for all later writes. */
function failingAfter(writes: number): typeof globalThis.fetch {
  let done = 0;
  return async (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    if (url.endsWith('/writes') && done >= writes) throw new TypeError('the machine stopped');
    const response = await fetch(input, init);
    if (url.endsWith('/writes') && ++done === writes) throw new TypeError('the machine stopped');
    return response;
  };
}

describe('bundles of Synthea', () => {
  test('are exported byte for byte, and repeated imports do not duplicate them', async () => {
    const files = (await readdir(fixtures)).filter((name) => /\.json(\.gz)?$/.test(name));
    expect(files.length).toBeGreaterThanOrEqual(3);
    const entries = await Promise.all(
      files.map(async (name) => splitBundle(await readText(join(fixtures, name)), { bytes: 1 << 20, depth: 64 })),
    );
    const resources = entries.flatMap((bundle) => bundle.entries);
    const paths = files.map((name) => join(fixtures, name));
    const report = await practice.import(paths, { journal: journal() });
    expect(report).toMatchObject({
      patients: { found: files.length, written: files.length, refused: 0 },
      resources: { found: resources.length, refused: 0, repeated: 0, copies: 0 },
      refused: [],
      duplicates: [],
    });
    expect(total(report)).toBe(resources.length);
    expect(report.bytes).toBe(resources.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0));

    const stored: string[] = [];
    for (const { resource } of resources.filter(isPatient)) {
      const { family, given } = nameOf(resource);
      const birthDate = birthDateOf(resource).split('-').reverse().join(' ');
      const answer = await practice.doctor.patients.search(`${birthDate} ${family.slice(0, 3)} ${given.slice(0, 3)}`);
      const [card] = answer.answer === 'found' ? answer.cards : [];
      const file = await practice.doctor.patients.open(card?.scope ?? '');
      stored.push(...file.resources().map(({ text }) => text));
    }
    expect(stored.sort()).toEqual(resources.map(({ text }) => text).sort());

    const before = await practice.count();
    expect(report.alreadyStored).toEqual({ patients: 0, resources: 0 });
    expect(await practice.import(paths, { journal: journal() })).toMatchObject({
      ...report,
      alreadyStored: { patients: files.length, resources: resources.length },
      seconds: expect.any(Number) as number,
    });
    const another = join(practice.directory, 'another-journal');
    expect(await practice.import(paths, { journal: another })).toMatchObject({
      bytes: report.bytes,
      alreadyStored: { patients: files.length, resources: resources.length },
    });
    expect(await practice.count()).toEqual(before);
  });
});

describe('an import that stops', () => {
  test.each([1, 2, 3])(
    'after write %i resumes, and no patient is duplicated or incomplete',
    async (writes) => {
      const [big, small] = [`a${writes}`, `b${writes}`];
      const folder = await source({ 'a.json': bigPatient(big, 700), 'b.json': bigPatient(small, 20) });
      const all = await added(async () => {
        const halfway = await added(async () => {
          const change = { parallel: 1, journal: journal(), retry: noRetry };
          const stopping = practice.import([folder], change, failingAfter(writes));
          await expect(stopping).rejects.toMatchObject({ code: 'stopped' });
        });
        // The big file needs two writes, and no search finds it before the second.
        expect(halfway).toMatchObject({ files: writes === 3 ? 2 : 1, cards: writes - 1 });
        // One of the three cases loses its journal.
        if (writes === 2) await rm(journal(), { recursive: true });
        const report = await practice.import([folder], { journal: journal() });
        expect(report.patients).toEqual({ found: 2, written: 2, refused: 0 });
        expect(total(report)).toBe(722);
      });
      // Each file has its index beside its resources.
      expect(all).toMatchObject({ files: 2, cards: 2, leaves: 724, versions: 724 });
      expect(await added(() => practice.import([folder], { journal: journal() }))).toMatchObject({ versions: 0 });
    },
    120_000,
  );

  test('because of the end of its session opens another one', async () => {
    const folder = await source({ 'a.json': bigPatient('c', 3), 'b.json': bigPatient('d', 3) });
    let ends = 1;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const url = input instanceof Request ? input.url : input.toString();
      if (!url.endsWith('/writes') || ends-- <= 0) return globalThis.fetch(input, init);
      const problem = { type: 'about:blank', title: 'no session', status: 401, code: 'unauthenticated' };
      return new Response(JSON.stringify(problem), {
        status: 401,
        headers: { 'content-type': 'application/problem+json' },
      });
    };
    expect((await practice.import([folder], { journal: journal() }, fetch)).patients.written).toBe(2);
  });
});

describe('a resource that is not imported', () => {
  test('is reported with its position, its path and the reason, and the totals are correct', async () => {
    const folder = await source({
      'a.json': bundleText('collection', [
        ['urn:uuid:p', patientText('p')],
        [null, observationText('good', 'urn:uuid:p')],
        [null, observationText('twice', 'urn:uuid:p')],
        [null, observationText('twice', 'urn:uuid:p')],
        [
          null,
          '{"resourceType":"Observation","status":"done","code":{"text":"x"},"subject":{"reference":"urn:uuid:p"}}',
        ],
      ]),
      'b.json': bundleText('collection', [
        [null, patientText('q').replace('1980-02-03', 'hier')],
        [null, observationText('lost', 'Patient/q')],
      ]),
      'c.json': bundleText('collection', [[null, patientText('r')]]),
    });
    const report = await practice.import([folder], { journal: journal() });
    expect(report.patients).toEqual({ found: 3, written: 2, refused: 1 });
    expect(report.resources).toMatchObject({ found: 8, repeated: 1, refused: 3, copies: 0 });
    expect(total(report)).toBe(report.resources.found - 1 - 3);
    expect(report.refused).toContainEqual({ file: 0, item: 5, entry: 0, path: 'Observation.status', code: 'value' });
    expect(report.refused).toContainEqual({ file: 1, item: 1, entry: 0, path: 'Patient.birthDate', code: 'date' });
    const scope = expect.stringMatching(/^[a-z2-7]{26}$/) as string;
    const lost = { file: 1, item: 2, entry: 0, path: '' };
    expect(report.refused).toContainEqual({ ...lost, code: 'patient_refused', unassigned: scope });
    // p and r have the same name, birth date and sex.
    expect(report.duplicates).toHaveLength(1);
  });

  test('is not one of two identical Patients of two servers, which have two files', async () => {
    const bundle = (server: string) =>
      bundleText('collection', [
        [`https://${server}.example/Patient/1`, '{"resourceType":"Patient","id":"1","birthDate":"1933-03-03"}'],
        [`https://${server}.example/Observation/${server}`, observationText(server, 'Patient/1')],
      ]);
    const folder = await source({ 'a.json': bundle('a'), 'b.json': bundle('b') });
    const report = await practice.import([folder], { journal: journal() });
    expect(report.patients).toEqual({ found: 2, written: 2, refused: 0 });
    expect(report.reasons).toEqual({});
    expect(total(report)).toBe(4);
  });

  test('is counted once if several patients refer to it', async () => {
    const practitioner = (id: string, gender: string) =>
      `{"resourceType":"Practitioner","id":"${id}","gender":"${gender}"}`;
    const performers = ',"performer":[{"reference":"Practitioner/sound"},{"reference":"Practitioner/faulty"}]';
    const folder = await source({
      'a.json': bundleText('collection', [
        [null, practitioner('sound', 'female')],
        [null, practitioner('faulty', 'beautiful')],
        [null, patientText('v', 'Premier')],
        [null, observationText('v1', 'Patient/v', performers)],
        [null, patientText('w', 'Second')],
        [null, observationText('w1', 'Patient/w', performers)],
        [null, patientText('x', 'Refusé').replace('1980-02-03', 'hier')],
        [null, observationText('x1', 'Patient/x', performers)],
      ]),
    });
    const { resources, ...report } = await practice.import([folder], { journal: journal() });
    expect(resources).toMatchObject({ found: 8, repeated: 0, copies: 1, refused: 3 });
    expect(total({ resources, ...report })).toBe(8 + 1 - 3);
    expect(report.reasons).toMatchObject({ date: 1, patient_refused: 1 });
  });

  test('is that of a patient whom the practice erases', async () => {
    const text = patientText('e', 'Effacé').replace('1980-02-03', '1981-02-03');
    const folder = await source({ 'a.json': bundleText('collection', [[null, text]]) });
    await practice.import([folder], { journal: journal() });
    const answer = await practice.doctor.patients.search('03 02 1981 e');
    const [card] = answer.answer === 'found' ? answer.cards : [];
    const scope = card?.scope ?? '';
    await practice.doctor.patients.erase(await practice.doctor.patients.open(scope), 'request');
    const colleague = await practice.colleague();
    const [waiting] = await colleague.patients.erasures();
    if (waiting === undefined) throw new Error('no erasure waits');
    await colleague.patients.confirmErasure(await colleague.patients.open(scope), waiting);
    const again = await practice.import([folder], { journal: join(practice.directory, 'new-journal') });
    expect(again.patients).toEqual({ found: 1, written: 0, refused: 1 });
    expect(again.refused).toEqual([{ file: 0, item: 1, entry: 0, path: '', code: 'erased' }]);
    expect(await practice.doctor.patients.search('03 02 1981 e')).toMatchObject({ answer: 'not_found' });
  });

  test('is that of a patient with too many resources for a file, of whom nothing is written', async () => {
    const folder = await source({
      'a.json': bigPatient('vaste', 20_000),
      'b.json': bundleText('collection', [[null, patientText('seul', 'Seul')]]),
    });
    let report: ImportReport | null = null;
    const rows = await added(async () => {
      report = await practice.import([folder], { journal: journal() });
    });
    expect(report).toMatchObject({
      patients: { found: 2, written: 1, refused: 1 },
      resources: { found: 20_002, written: { Patient: 1 }, refused: 20_001, unassigned: 0 },
      reasons: { patient_too_large: 20_001 },
    });
    expect(rows).toMatchObject({ files: 1, cards: 1, leaves: 2 });
    const again = await practice.import([folder], { journal: journal() });
    expect(again.reasons).toEqual({ patient_too_large: 20_001 });
  });
});

describe('a journal', () => {
  test('contains no name, birth date, id or file name', async () => {
    const folder = await source({ 'a.json': bundleText('collection', [[null, patientText('p')]]) });
    await practice.import([folder], { journal: journal() });
    const written = await readFile(join(journal(), 'journal.ndjson'), 'utf8');
    expect(written).toContain('"Patient":1');
    for (const known of ['Durand', 'DURAND', 'Zoé', '1980', '"p"', 'a.json']) expect(written).not.toContain(known);
  });
});

async function readText(path: string): Promise<string> {
  const bytes = await readFile(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}
function isPatient({ resource }: { readonly resource: Resource }): boolean {
  return resource.resourceType === 'Patient';
}
function nameOf(resource: Resource): { family: string; given: string } {
  const [name] = resource['name'] as { family: string; given: string[] }[];
  const plain = (text: string | undefined): string => (text ?? '').replace(/\d/g, '');
  return { family: plain(name?.family), given: plain(name?.given[0]) };
}
function birthDateOf({ birthDate }: Resource): string {
  return typeof birthDate === 'string' ? birthDate : '';
}
