import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase, Secret } from '@etanche/platform';
import { createMemory, openImporter, openImporterFile, type PatientFile } from '@etanche/records-client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { journalScopes, type ImportReport } from '../../src/index.ts';
import { bundleText, patientText } from '../support/patients.ts';
import { startImportPractice, type ImportPractice } from './import-practice.ts';

let practice: ImportPractice;
beforeAll(async () => {
  practice = await startImportPractice();
});
afterAll(() => practice[Symbol.asyncDispose]());

const mebibyte = 1024 * 1024;

/** Base64 of bytes that differ with `seed`. */
function dataOf(seed: number, length = 2 * mebibyte): string {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = i * 31 + (i >> 8) + seed;
  return bytes.toString('base64');
}

/** A letter with its PDF, larger than a resource. `subject` is empty for a letter that names no patient. */
function letterText(id: string, subject: string, data: string): string {
  return `{"resourceType":"DocumentReference","id":"${id}","status":"current",${subject}"content":[{"attachment":{"contentType":"application/pdf","data" : "${data}"}}]}`;
}

const subjectOf = (patient: string): string => `"subject":{"reference":"${patient}"},`;

let folders = 0;
async function source(...texts: readonly string[]): Promise<string> {
  const folder = join(practice.directory, `source-${folders++}`);
  await mkdir(folder);
  const entries = texts.map((text) => [null, text] as const);
  await writeFile(join(folder, 'export.json'), bundleText('collection', entries));
  return folder;
}

async function fileOf(text: string, ...others: readonly string[]): Promise<PatientFile> {
  const journal = join(practice.directory, `journal-${folders++}`);
  await practice.import([await source(text, ...others)], { journal });
  const { practice: id, doctor } = practice.running;
  const [scope] = await journalScopes(journal, id, doctor.client.secrets.indexSecret(), [text]);
  return practice.doctor.patients.open(scope ?? '');
}

async function binaries(condition = 'named_at IS NOT NULL'): Promise<number> {
  await using store = openDatabase({
    url: new Secret(practice.running.servers.recordsDatabase),
    ...{ applicationName: 'etanche-test', poolSize: 1, statementTimeoutMs: 60_000 },
  });
  const { rows } = await store.query<{ n: number }>(`SELECT count(*)::int AS n FROM binary_file WHERE ${condition}`);
  return rows[0]?.n ?? 0;
}

/** Returns the scopes of a report's resources, in the order of the source. */
function scopesOf({ refused }: ImportReport): string[] {
  return refused.map(({ unassigned }) => unassigned ?? 'reported alone');
}

async function openScope(scope: string) {
  const opened = await practice.doctor.unassigned.open(scope);
  const ids = opened.resources().map(({ id }) => id);
  return { opened, ids };
}

test('letters with their PDF and a Binary without an owner go on the list, and open byte for byte', async () => {
  const lines = dataOf(1).replace(/.{76}/g, '$&\\r\\n');
  const texts = [
    letterText('nobody', '', dataOf(0)),
    letterText('absent', subjectOf('Patient/elsewhere'), lines),
    `{"resourceType":"Binary","id":"alone","contentType":"application/pdf","data":"${dataOf(2)}"}`,
    letterText('beside', subjectOf('Patient/elsewhere'), 'QUJD'),
  ];
  const folder = await source(...texts);
  const before = await binaries();
  const report = await practice.import([folder]);
  expect(report.resources).toMatchObject({ found: 4, written: {}, refused: 4, unassigned: 4 });
  expect(report.refused.map(({ code }) => code)).toEqual([
    'of_no_patient',
    'patient_missing',
    'of_no_patient',
    'patient_missing',
  ]);
  const [nobody, absent, alone, beside] = scopesOf(report);
  expect(beside).toBe(absent);
  expect(await binaries()).toBe(before + 3);
  const opened: string[] = [];
  for (const scope of new Set([nobody, absent, alone])) {
    const { opened: file } = await openScope(scope ?? '');
    for (const resource of file.resources()) opened.push(await file.exactText(resource));
  }
  expect(opened.toSorted()).toEqual(texts.toSorted());

  for (const journal of ['journal', 'another-journal']) {
    const again = await practice.import([folder], { journal: join(practice.directory, journal) });
    expect(again.unassigned).toMatchObject({ added: 0, repeated: 4 });
    expect(scopesOf(again)).toEqual(scopesOf(report));
  }
  expect(await binaries('true')).toBe(before + 3);
});

test('an assigned letter keeps its exact text in the file of the patient, and a later import finds it there', async () => {
  const file = await fileOf(patientText('assigned', 'Lettre'));
  const text = letterText('assigned-letter', subjectOf('Patient/lost'), dataOf(10));
  const folder = await source(text);
  const [scope = ''] = scopesOf(await practice.import([folder]));
  const { opened, ids } = await openScope(scope);
  const before = await binaries();
  const [id = ''] = await practice.doctor.unassigned.assign(opened, ids, file);
  const letter = file.resource(id);
  if (letter === null) throw new Error('the file has no letter');
  expect(await file.exactText(letter)).toBe(text);
  expect(letter.text.length).toBeLessThan(10_000);
  expect(opened.resources()).toEqual([]);
  expect(await binaries()).toBe(before + 1);
  expect(await binaries('named_at IS NULL')).toBe(0);
  expect((await practice.doctor.unassigned.list()).some((entry) => entry.scope === scope)).toBe(false);
  const { document } = await practice.doctor.patients.export(file, 'Dr Essai');
  expect(document).toContain(text.slice(text.indexOf('"content"')));
  expect(document).not.toContain('urn:etanche:v1:stored');
  // The same call again, and the same import, change nothing.
  expect(await practice.doctor.unassigned.assign(opened, ids, file)).toEqual([id]);
  expect((await practice.import([folder])).unassigned).toMatchObject({ added: 0, repeated: 1 });
  expect(await binaries('true')).toBe(before + 1);
});

test('a letter that is already in the patient’s file is rejected as a duplicate, and nothing is stored', async () => {
  const text = letterText('twice', subjectOf('Patient/twice'), dataOf(20));
  const [scope = ''] = scopesOf(await practice.import([await source(text)]));
  const file = await fileOf(patientText('twice', 'Double'), text);
  const count = file.resources().length;
  const { opened, ids } = await openScope(scope);
  const before = await binaries('true');
  const [at = ''] = await practice.doctor.unassigned.assign(opened, ids, file);
  await file.refresh();
  expect(file.resources()).toHaveLength(count);
  expect(file.resource(at)?.resource.id).toBe('twice');
  expect(opened.resources()).toEqual([]);
  expect(await binaries('true')).toBe(before);
});

test('a letter with the same text but other data is no duplicate', async () => {
  const withoutId = (seed: number): string =>
    letterText('gone', subjectOf('Patient/other'), dataOf(seed)).replace('"id":"gone",', '');
  const file = await fileOf(patientText('other', 'Autre'), withoutId(30));
  const letters = file.resources().length;
  const text = withoutId(31);
  const [scope = ''] = scopesOf(await practice.import([await source(text)]));
  const { opened, ids } = await openScope(scope);
  const [at = ''] = await practice.doctor.unassigned.assign(opened, ids, file);
  expect(file.resources()).toHaveLength(letters + 1);
  const letter = file.resource(at);
  expect(letter === null ? null : await file.exactText(letter)).toBe(text);
});

test('a rejected letter is removed from the list, and each binary still has a version that names it', async () => {
  const folder = await source(letterText('rejected', '', dataOf(40)));
  const [scope = ''] = scopesOf(await practice.import([folder]));
  const { opened, ids } = await openScope(scope);
  await practice.doctor.unassigned.reject(opened, ids, 'worthless');
  expect(opened.resources()).toEqual([]);
  expect((await practice.doctor.unassigned.list()).some((entry) => entry.scope === scope)).toBe(false);
  expect(await binaries('named_at IS NULL')).toBe(0);
  const before = await binaries('true');
  expect((await practice.import([folder])).unassigned).toMatchObject({ added: 0, repeated: 1 });
  expect(await binaries('true')).toBe(before);
  const file = await fileOf(patientText('refused', 'Refus'));
  await expect(practice.doctor.unassigned.assign(opened, ids, file)).rejects.toMatchObject({ code: 'conflict' });
});

test('a letter whose upload fails is reported and not on the list, and a repeated import adds it', async () => {
  const folder = await source(letterText('failed', '', dataOf(50)), letterText('small', '', 'QUJD'));
  const { options } = practice.running.doctor;
  const importer = await openImporterFile(practice.key, practice.passphrase);
  const losing: typeof globalThis.fetch = (input, init) =>
    init?.method === 'PUT' ? Promise.reject(new TypeError('the connection broke')) : fetch(input, init);
  const retry = { attempts: 4, firstWaitMs: 1, longestWaitMs: 1 };
  const environment = { ...options.environment, fetch: losing, memory: createMemory() };
  const open = () => openImporter({ ...options, retry, environment }, importer);
  const report = await practice.import([folder], { open });
  expect(report).toMatchObject({
    resources: { found: 2, refused: 2, unassigned: 1 },
    refused: [
      { item: 1, code: 'binary_not_stored' },
      { item: 2, code: 'of_no_patient' },
    ],
    unassigned: { added: 1, repeated: 0 },
  });
  expect(report.refused[0]?.unassigned).toBeUndefined();
  const again = await practice.import([folder]);
  expect(again).toMatchObject({ resources: { refused: 2, unassigned: 2 }, unassigned: { added: 1, repeated: 1 } });
  expect(again.refused.map(({ code }) => code)).toEqual(['of_no_patient', 'of_no_patient']);
});

// Nightly: large-data.test.ts has the same limit with an owner, and 67 MB of base64 take seconds.
test.runIf(inject('isNightly'))(
  'a letter over 50 MiB without an owner is reported with its FHIRPath and is not on the list',
  async () => {
    const folder = await source(letterText('huge', '', Buffer.alloc(50 * mebibyte + 1).toString('base64')));
    const report = await practice.import([folder]);
    expect(report.refused).toEqual([
      { file: 0, item: 1, entry: 0, path: 'DocumentReference.content[0].attachment.data', code: 'too_large' },
    ]);
    expect(report.resources.unassigned).toBe(0);
  },
);
