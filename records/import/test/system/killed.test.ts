import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { bundleText, observationText, patientText } from '../support/patients.ts';
import { startImportPractice, type ImportPractice } from './import-practice.ts';

const etanche = new URL('../../../../cli/src/main.ts', import.meta.url).pathname;

let practice: ImportPractice;
let words: string[];
const { people, observations } = inject('isNightly')
  ? { people: 48, observations: 60 }
  : { people: 16, observations: 30 };
/** More than the server takes at once. */
const big = 620;
beforeAll(async () => {
  practice = await startImportPractice();
  const folder = join(practice.directory, 'source');
  const key = join(practice.directory, 'importer.age');
  const passphrase = join(practice.directory, 'passphrase');
  await writeFile(passphrase, `${practice.passphrase}\n`, { mode: 0o600 });
  await mkdir(folder);
  await writeFile(key, practice.key, { mode: 0o600 });
  for (let i = 0; i < people; i++) {
    const id = `p${i}`;
    const count = i % 8 === 0 ? big : observations;
    const all = Array.from(
      { length: count },
      (_, n) => [null, observationText(`${id}-${n}`, `urn:uuid:${id}`)] as const,
    );
    const text = bundleText('collection', [[`urn:uuid:${id}`, patientText(id, `Tué${id}`)], ...all]);
    await writeFile(join(folder, `${id}.json`), text);
  }
  const url = practice.running.servers.records.url;
  const journal = join(practice.directory, 'journal');
  words = [
    'records',
    'import',
    folder,
    '--server',
    url,
    '--importer',
    key,
    '--passphrase-file',
    passphrase,
    '--journal',
    journal,
    '--parallel',
    '8',
  ];
});
afterAll(() => practice[Symbol.asyncDispose]());

/** Runs the command and kills it when the server has this number of versions. */
async function killAt(versions: number): Promise<void> {
  const child = spawn(process.execPath, [etanche, ...words], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  while (child.exitCode === null && (await practice.count()).versions < versions) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  child.kill('SIGKILL');
  await ended;
}

test('a command that is killed three times imports each patient completely and once', async () => {
  const bigFiles = Math.ceil(people / 8);
  const resources = bigFiles * big + (people - bigFiles) * observations + people;
  for (const part of [0.05, 0.35, 0.7]) await killAt(Math.floor(resources * part));
  const killed = await practice.count();
  expect(killed.versions).toBeLessThan(resources + people);
  const { stdout } = await promisify(execFile)(process.execPath, [etanche, ...words, '--json']);
  const report = JSON.parse(stdout) as { patients: object; resources: { written: object } };
  expect(report.patients).toEqual({ found: people, written: people, refused: 0 });
  expect(report.resources.written).toEqual({ Patient: people, Observation: resources - people });
  // Each file has one index in addition to its resources, and nothing was written twice.
  expect(await practice.count()).toMatchObject({
    files: people,
    cards: people,
    leaves: resources + people,
    versions: resources + people,
  });
});
