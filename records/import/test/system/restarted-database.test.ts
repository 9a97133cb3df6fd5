import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EtancheError } from '@etanche/core-wire';
import { openDatabase, Secret, type Database } from '@etanche/platform';
import { createMemory, openImporter, openImporterFile, type RecordsClientOptions } from '@etanche/records-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ImportError, type ImportRequest } from '../../src/index.ts';
import { bundleText, observationText, patientText } from '../support/patients.ts';
import { startImportPractice, type ImportPractice } from './import-practice.ts';

let practice: ImportPractice;
let open: (
  fetch?: typeof globalThis.fetch,
  more?: Partial<RecordsClientOptions['environment']>,
) => ImportRequest['open'];
let database: Database;
beforeAll(async () => {
  practice = await startImportPractice();
  const importer = await openImporterFile(practice.key, practice.passphrase);
  const { options } = practice.running.doctor;
  // One attempt for each request, so that only the import retries.
  const retry = { attempts: 1, firstWaitMs: 1, longestWaitMs: 1 };
  open = (fetch = globalThis.fetch, more = {}) => {
    return () =>
      openImporter(
        { ...options, retry, environment: { ...options.environment, fetch, memory: createMemory(), ...more } },
        importer,
      );
  };
  database = openDatabase({
    url: new Secret(practice.running.servers.recordsDatabase),
    ...{ applicationName: 'etanche-test', poolSize: 2, statementTimeoutMs: 60_000 },
  });
});
afterAll(async () => {
  await database.close();
  await practice[Symbol.asyncDispose]();
});

const observations = 3;

async function sourceOf(name: string, people: number): Promise<string> {
  const folder = join(practice.directory, name);
  await mkdir(folder);
  for (let i = 0; i < people; i++) {
    const id = `${name}-${i}`;
    const all = Array.from(
      { length: observations },
      (_, n) => [null, observationText(`${id}-${n}`, `urn:uuid:${id}`)] as const,
    );
    const text = bundleText('collection', [[`urn:uuid:${id}`, patientText(id, `Relance${id}`)], ...all]);
    await writeFile(join(folder, `${id}.json`), text);
  }
  return folder;
}

/** Blocks writes in the database and ends the connections of `waiting` blocked writes. */
async function endConnectionsOfWrites(waiting: number): Promise<void> {
  await database.transaction(async (client) => {
    await client.query('LOCK TABLE scope IN EXCLUSIVE MODE');
    for (let ended = 0; ended < waiting;) {
      const { rows } = await database.query<{ done: boolean }>(
        `SELECT pg_terminate_backend(pid, 10000) AS done FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'etanche-records' AND wait_event_type = 'Lock'`,
      );
      ended += rows.length;
    }
  });
}

test('an import continues after the database ends its connections during writes', async () => {
  const folder = await sourceOf('ended', 6);
  const before = await practice.count();
  const ended = endConnectionsOfWrites(3);
  const report = await practice.import([folder], { open: open(), parallel: 3 });
  await ended;
  expect(report).toMatchObject({
    patients: { found: 6, written: 6, refused: 0 },
    resources: { written: { Patient: 6, Observation: 6 * observations }, repeated: 0 },
    alreadyStored: { patients: 0, resources: 0 },
    refused: [],
  });
  const after = await practice.count();
  expect(after.files - before.files).toBe(6);
  expect(after.versions - before.versions).toBe(6 * (observations + 2));
});

/** Returns a `fetch` that passes each request with writes of scopes to `change`. */
function changingWrites(
  change: (send: () => Promise<Response>, nth: number) => Promise<Response>,
): typeof globalThis.fetch {
  let nth = 0;
  return (input, init) => {
    const isWrite =
      init?.method === 'POST' &&
      /\/(?:scopes\/[a-z2-7]+\/writes|import-writes)$/.test(input instanceof Request ? input.url : input.toString());
    return isWrite ? change(() => fetch(input, init), nth++) : fetch(input, init);
  };
}

test('a write whose answer was lost counts as written by this import, and is not written twice', async () => {
  const folder = await sourceOf('lost', 2);
  const before = await practice.count();
  const losing = changingWrites(async (send, nth) => {
    const answer = await send();
    if (nth < 2) throw new TypeError('the connection broke');
    return answer;
  });
  const report = await practice.import([folder], { open: open(losing), parallel: 2 });
  expect(report).toMatchObject({
    patients: { written: 2 },
    resources: { written: { Patient: 2, Observation: 2 * observations } },
    alreadyStored: { patients: 0, resources: 0 },
  });
  const after = await practice.count();
  expect(after.versions - before.versions).toBe(2 * (observations + 2));
});

test('an import whose thread of evaluations ends stops, and the same import then writes everything once', async () => {
  const folder = await sourceOf('thread', 3);
  const before = await practice.count();
  const ended = () => Promise.reject(new EtancheError('engine_unavailable', 'the thread that evaluates has ended'));
  const stopped = practice.import([folder], { open: open(globalThis.fetch, { blind: ended }), parallel: 3 });
  await expect(stopped).rejects.toThrow(ImportError);
  await expect(stopped).rejects.toMatchObject({ code: 'stopped', cause: { code: 'engine_unavailable' } });
  expect(await practice.count()).toEqual(before);
  expect(await practice.import([folder], { open: open(), parallel: 3 })).toMatchObject({ patients: { written: 3 } });
});

function problem(code: string, status: number): Response {
  const body = { type: `urn:etanche:problem:${code}`, title: code, status, code };
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } });
}

test.each([
  ['store_unavailable', 5, 503],
  ['log_stopped', 1, 503],
  ['forbidden', 1, 403],
] as const)('writes that always fail with %s end the import after attempts: %i', async (code, attempts, status) => {
  const folder = await sourceOf(`always-${code.replace('_', '-')}`, 1);
  let sent = 0;
  const failing = changingWrites(() => {
    sent += 1;
    return Promise.resolve(problem(code, status));
  });
  const importing = practice.import([folder], { open: open(failing) });
  await expect(importing).rejects.toThrow(ImportError);
  await expect(importing).rejects.toMatchObject({ code: 'stopped' });
  expect(sent).toBe(attempts);
  // The same import succeeds later.
  expect(await practice.import([folder], { open: open() })).toMatchObject({ patients: { written: 1 } });
});
