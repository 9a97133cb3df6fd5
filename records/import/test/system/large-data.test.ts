import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase, Secret } from '@etanche/platform';
import { createMemory, openImporter, openImporterFile } from '@etanche/records-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImportReport } from '../../src/index.ts';
import { bundleText, observationText, patientText } from '../support/patients.ts';
import { startImportPractice, type ImportPractice } from './import-practice.ts';

let practice: ImportPractice;
beforeAll(async () => {
  practice = await startImportPractice();
});
afterAll(() => practice[Symbol.asyncDispose]());

const mebibyte = 1024 * 1024;

function bytesOf(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = i * 31 + (i >> 8);
  return bytes;
}

function letterText(id: string, patient: string, data: string): string {
  return `{"resourceType":"DocumentReference","id":"${id}","status":"current","subject":{"reference":"${patient}"},"content":[{"attachment":{"contentType":"application/pdf","data" : "${data}"}}]}`;
}

async function source(name: string, texts: readonly string[], photo = ''): Promise<string> {
  const folder = join(practice.directory, name);
  await mkdir(folder);
  const patient = patientText(name, `Lettre${name}`).replace(/}$/, `${photo}}`);
  const all = texts.map((text) => [null, text] as const);
  await writeFile(join(folder, 'patient.json'), bundleText('collection', [[`urn:uuid:${name}`, patient], ...all]));
  return folder;
}

async function count(table: string): Promise<number> {
  await using store = openDatabase({
    url: new Secret(practice.running.servers.recordsDatabase),
    ...{ applicationName: 'etanche-test', poolSize: 1, statementTimeoutMs: 60_000 },
  });
  const { rows } = await store.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
  return rows[0]?.n ?? 0;
}

async function exported(name: string): Promise<string> {
  const { patients } = practice.doctor;
  const answer = await patients.search(`03 02 1980 lettre${name}`);
  const [card] = answer.answer === 'found' ? answer.cards : [];
  if (card === undefined) throw new Error('the patient is not found');
  return (await patients.export(await patients.open(card.scope), 'Dr Essai')).document;
}

test('letters, photos and line-wrapped data larger than a resource are exported byte for byte, and recognized later', async () => {
  const plain = letterText('plain', 'urn:uuid:large', bytesOf(3 * mebibyte).toString('base64'));
  const lines = bytesOf(2 * mebibyte)
    .toString('base64')
    .replace(/.{76}/g, '$&\\r\\n');
  const wrapped = letterText('wrapped', 'urn:uuid:large', lines);
  const photo = `,"photo":[{"contentType":"image/png","data":"${bytesOf(2 * mebibyte).toString('base64')}"}]`;
  const folder = await source('large', [plain, wrapped, observationText('small', 'urn:uuid:large')], photo);
  const report = await practice.import([folder]);
  expect(report).toMatchObject({
    resources: { found: 4, written: { Patient: 1, DocumentReference: 2, Observation: 1 }, refused: 0 },
    refused: [],
  });
  expect(await count('binary_file WHERE named_at IS NOT NULL')).toBe(3);

  const document = await exported('large');
  expect(document).toContain(plain.slice(plain.indexOf('"content"')));
  expect(document).toContain(wrapped.slice(wrapped.indexOf('"content"')));
  expect(document).toContain(photo);
  expect(document).not.toContain('urn:etanche:v1:stored');

  for (const journal of ['journal', 'another-journal']) {
    const again = await practice.import([folder], { journal: join(practice.directory, journal) });
    expect(again).toMatchObject({
      alreadyStored: { patients: 1, resources: 4 },
      resources: { written: report.resources.written },
    });
  }
  expect(await count('binary_file')).toBe(3);
});

test('the importer cannot read the binaries that it stored', async () => {
  const { options } = practice.running.doctor;
  const importer = await openImporterFile(practice.key, practice.passphrase);
  const client = await openImporter(
    { ...options, environment: { ...options.environment, memory: createMemory() } },
    importer,
  );
  await using store = openDatabase({
    url: new Secret(practice.running.servers.recordsDatabase),
    ...{ applicationName: 'etanche-test', poolSize: 1, statementTimeoutMs: 60_000 },
  });
  const { rows } = await store.query<{ scope: string; binary: string }>('SELECT scope, id AS binary FROM binary_file');
  const [params] = rows;
  if (params === undefined) throw new Error('no binary');
  await expect(client.session.download({ params })).rejects.toMatchObject({ code: 'forbidden' });
  client.session.lock();
});

test('data over 50 MiB are reported with file, entry and FHIRPath, and only their resource is omitted', async () => {
  const huge = letterText('huge', 'urn:uuid:over', Buffer.alloc(50 * mebibyte + 1).toString('base64'));
  const text = observationText('long', 'urn:uuid:over').replace('"poids"', `"${'é'.repeat(1_000_001)}"`);
  const folder = await source('over', [huge, observationText('small', 'urn:uuid:over'), text]);
  const report = await practice.import([folder]);
  expect(report).toMatchObject({
    resources: { found: 4, written: { Patient: 1, Observation: 1 }, refused: 2 },
    refused: [
      { file: 0, item: 2, path: 'DocumentReference.content[0].attachment.data', code: 'too_large' },
      { file: 0, item: 4, path: '', code: 'too_large' },
    ],
  });
});

/** Returns a `fetch` that passes each upload to `change`. */
function changingUploads(
  change: (send: () => Promise<Response>, nth: number) => Promise<Response>,
): typeof globalThis.fetch {
  let nth = 0;
  return (input, init) => (init?.method === 'PUT' ? change(() => fetch(input, init), nth++) : fetch(input, init));
}

async function importThrough(folder: string, fetch: typeof globalThis.fetch): Promise<ImportReport> {
  const { options } = practice.running.doctor;
  const importer = await openImporterFile(practice.key, practice.passphrase);
  const retry = { attempts: 1, firstWaitMs: 1, longestWaitMs: 1 };
  const environment = { ...options.environment, fetch, memory: createMemory() };
  const open = () => openImporter({ ...options, retry, environment }, importer);
  return practice.import([folder], { open });
}

test('only the resource of a failed upload is omitted, and a repeated import writes it', async () => {
  const letters = ['one', 'two'].map((id) =>
    letterText(id, 'urn:uuid:failed', bytesOf(2 * mebibyte + id.length).toString('base64')),
  );
  const folder = await source('failed', letters);
  const before = await count('binary_file WHERE named_at IS NOT NULL');
  const losing = changingUploads(async (send, nth) => {
    if (nth === 0) throw new TypeError('the connection broke');
    return send();
  });
  const report = await importThrough(folder, losing);
  expect(report).toMatchObject({
    patients: { written: 1 },
    resources: { found: 3, written: { Patient: 1, DocumentReference: 1 }, refused: 1 },
    refused: [{ item: 2, code: 'binary_not_stored' }],
  });
  expect(await count('binary_file WHERE named_at IS NOT NULL')).toBe(before + 1);
  const again = await practice.import([folder]);
  expect(again).toMatchObject({
    resources: { written: { DocumentReference: 2 }, refused: 0 },
    alreadyStored: { resources: 2 },
  });
  const document = await exported('failed');
  for (const letter of letters) expect(document).toContain(letter.slice(letter.indexOf('"content"')));
});

test('a patient whose photo cannot be stored is omitted completely until a later import', async () => {
  const photo = `,"photo":[{"data":"${bytesOf(2 * mebibyte).toString('base64')}"}]`;
  const folder = await source('photo', [observationText('beside', 'urn:uuid:photo')], photo);
  const before = await practice.count();
  const report = await importThrough(
    folder,
    changingUploads(() => Promise.reject(new TypeError('the connection broke'))),
  );
  expect(report).toMatchObject({ patients: { written: 0, refused: 1 }, resources: { refused: 2 } });
  expect(report.reasons).toEqual({ binary_not_stored: 2 });
  expect(await practice.count()).toEqual(before);
  expect(await practice.import([folder])).toMatchObject({ patients: { written: 1 }, refused: [] });
});

test('a letter without an id, too long for the hash of a name, is written once', async () => {
  const letter = letterText('gone', 'urn:uuid:nameless', bytesOf(100_000).toString('base64')).replace(
    '"id":"gone",',
    '',
  );
  const folder = await source('nameless', [letter]);
  expect(await practice.import([folder])).toMatchObject({
    resources: { written: { DocumentReference: 1 }, refused: 0 },
  });
  expect(await exported('nameless')).toContain(letter.slice(letter.indexOf('"content"')));
  const again = await practice.import([folder], { journal: join(practice.directory, 'nameless-journal') });
  expect(again).toMatchObject({ alreadyStored: { resources: 2 }, resources: { refused: 0 } });
});

test('a Patient with an identifier longer than a hashed field is stored with the others', async () => {
  const folder = await source('longidentifier', [observationText('of-long', 'urn:uuid:longidentifier')]);
  const identifier = `"identifier":[{"system":"urn:ipp","value":"${'7'.repeat(70_000)}"}]`;
  const text = patientText('long', 'Longue').replace('"gender"', `${identifier},"gender"`);
  await writeFile(join(folder, 'a-long.json'), bundleText('collection', [['urn:uuid:long', text]]));
  const journal = { journal: join(practice.directory, 'longidentifier-journal') };
  const report = await practice.import([folder], journal);
  expect(report).toMatchObject({ patients: { found: 2, written: 2, refused: 0 }, resources: { refused: 0 } });
  expect(await practice.import([folder], journal)).toMatchObject({
    alreadyStored: { resources: 3 },
    resources: { refused: 0 },
  });
});
