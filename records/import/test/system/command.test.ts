import { execFile, type ChildProcess } from 'node:child_process';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase, Secret } from '@etanche/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImportReport } from '../../src/index.ts';
import { bundleText, observationText, patientText } from '../support/patients.ts';
import { startImportPractice, type ImportPractice } from './import-practice.ts';

const etanche = new URL('../../../../cli/src/main.ts', import.meta.url).pathname;

let practice: ImportPractice;
let words: string[];
beforeAll(async () => {
  practice = await startImportPractice();
  const key = join(practice.directory, 'importer.age');
  const passphrase = join(practice.directory, 'passphrase');
  await writeFile(passphrase, `${practice.passphrase}\n`, { mode: 0o600 });
  await writeFile(key, practice.key, { mode: 0o600 });
  const { url } = practice.running.servers.records;
  words = ['--server', url, '--importer', key, '--passphrase-file', passphrase, '--timeout', '2'];
});
const silentServers: { server: Server; sockets: Set<Socket> }[] = [];
afterAll(async () => {
  for (const { server, sockets } of silentServers) {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
  await practice[Symbol.asyncDispose]();
});

async function sourceOf(name: string, observations: readonly string[]): Promise<string> {
  const folder = join(practice.directory, name);
  await mkdir(folder);
  const entries = observations.map((text) => [null, text] as const);
  const text = bundleText('collection', [[`urn:uuid:${name}`, patientText(name, `Commande${name}`)], ...entries]);
  await writeFile(join(folder, 'patient.json'), text);
  return folder;
}

type Result = { readonly code: number; readonly out: string; readonly errors: string };

function start(...args: readonly string[]): { readonly child: ChildProcess; readonly result: Promise<Result> } {
  const { promise, resolve } = Promise.withResolvers<Result>();
  const all = ['records', 'import', ...args, ...words];
  const child = execFile(process.execPath, [etanche, ...all], (error, out, errors) => {
    resolve({ code: error === null ? 0 : Number(error.code), out, errors });
  });
  return { child, result: promise };
}

function run(...args: readonly string[]): Promise<Result> {
  return start(...args).result;
}

/** Replaces every vault by a server that accepts connections and never answers. */
async function silenceVaults(): Promise<void> {
  const { servers } = practice.running;
  await servers.vaults.close();
  for (const { url } of servers.federation.vaults) {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(Number(new URL(url).port), resolve));
    silentServers.push({ server, sockets });
  }
}

test('a source with a faulty resource ends with 4, and the output explains how to correct it before the right ends', async () => {
  const member = 'x'.repeat(200);
  const faulty = observationText('faulty', 'urn:uuid:left').replace('"id":', `"${member}":1,"id":`);
  const folder = await sourceOf('left', [observationText('good', 'urn:uuid:left'), faulty]);
  const path = join(practice.directory, 'report.json');
  const { code, out } = await run(folder, '--report', path, '--journal', join(practice.directory, 'left-journal'));
  expect(code).toBe(4);
  expect(out).toContain(
    'Not everything was imported. Correct the resources in the report and run the same command again',
  );
  expect(out).toContain('an approver');
  expect(out).not.toContain(member);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const report = JSON.parse(await readFile(path, 'utf8')) as ImportReport;
  expect(report.resources).toMatchObject({ written: { Patient: 1, Observation: 1 }, refused: 1 });
  expect(report.refused).toMatchObject([{ item: 3, path: 'Observation.…' }]);
});

test('ctrl-C ends the command with 130 after the current patient, and the same command resumes', async () => {
  const folder = await sourceOf('stopped', [observationText('only', 'urn:uuid:stopped')]);
  const journal = join(practice.directory, 'stopped-journal');
  await using store = openDatabase({
    url: new Secret(practice.running.servers.recordsDatabase),
    ...{ applicationName: 'etanche-test', poolSize: 2, statementTimeoutMs: 60_000 },
  });
  const { child, result } = start(folder, '--journal', journal);
  await store.transaction(async (client) => {
    await client.query('LOCK TABLE scope IN EXCLUSIVE MODE');
    for (let waiting = 0; waiting === 0;) {
      const { rows } = await store.query(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
          AND query LIKE 'WITH claimed AS%'`,
      );
      // A write of the command, and no round of the server, which may wait for the table too.
      waiting = rows.length;
      if (waiting === 0) await sleep(20);
    }
    child.kill('SIGINT');
  });
  const { code, errors } = await result;
  expect({ code, errors }).toMatchObject({ code: 130 });
  expect(errors).toContain('the import was interrupted. Run the same command again');
  expect(errors).not.toMatch(/\n\s+at /);
  const again = await run(folder, '--journal', journal);
  expect(again.code).toBe(0);
  expect(again.out).toMatch(/already stored, confirmed by the server\s+2/);
});

test('an unwritable report or a folder without files ends the command before anything is written', async () => {
  const folder = await sourceOf('report', [observationText('only', 'urn:uuid:report')]);
  const before = await practice.count();
  const nowhere = join(practice.directory, 'no-folder', 'report.json');
  const unreported = await run(folder, '--report', nowhere, '--journal', join(practice.directory, 'report-journal'));
  expect(unreported.code).toBe(1);
  expect(unreported.errors).toContain('no-folder');
  expect(unreported.errors).not.toMatch(/\n\s+at /);
  const empty = join(practice.directory, 'empty-folder');
  await mkdir(empty);
  const nothing = await run(empty, '--journal', join(practice.directory, 'empty-journal'));
  expect(nothing.code).toBe(1);
  expect(nothing.errors).toContain('no file was found');
  expect(await practice.count()).toEqual(before);
});

test('vaults that do not answer at the end of the right end the command with 3, and the import is kept', async () => {
  const folder = await sourceOf('hanging', [observationText('only', 'urn:uuid:hanging')]);
  const { running } = practice;
  await using store = openDatabase({
    url: new Secret(running.servers.recordsDatabase),
    ...{ applicationName: 'etanche-test', poolSize: 2, statementTimeoutMs: 60_000 },
  });
  const path = join(practice.directory, 'hanging.json');
  const importing = run(folder, '--report', path, '--journal', join(practice.directory, 'hanging-journal'));
  // The write waits in the database. The vaults answered all requests of the import before it.
  await store.transaction(async (client) => {
    await client.query('LOCK TABLE scope IN EXCLUSIVE MODE');
    for (let waiting = 0; waiting === 0;) {
      const { rows } = await store.query(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      waiting = rows.length;
      if (waiting === 0) await sleep(20);
    }
    await silenceVaults();
  });
  const { code, out, errors } = await importing;
  expect({ code, errors }).toMatchObject({ code: 3 });
  expect(errors).toContain('the import is complete, but its right could not be ended');
  expect(errors).toContain('Run the same command again');
  expect(errors).not.toMatch(/\n\s+at /);
  expect(out).toContain('1 patients are in the practice');
  const report = JSON.parse(await readFile(path, 'utf8')) as ImportReport;
  expect(report.resources.written).toEqual({ Patient: 1, Observation: 1 });
});

test('vaults that do not answer from the start end the command with 3, and nothing is written', async () => {
  const folder = await sourceOf('never', [observationText('never', 'urn:uuid:never')]);
  const before = await practice.count();
  const { code, errors } = await run(folder, '--journal', join(practice.directory, 'never-journal'));
  expect({ code, errors }).toMatchObject({ code: 3 });
  expect(errors).not.toMatch(/\n\s+at /);
  expect(await practice.count()).toEqual(before);
});
