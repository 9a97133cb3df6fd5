import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase, Secret } from '@etanche/platform';
import { proposeRestore } from '@etanche/records-client';
import { defaults } from '@etanche/records-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleText, observationText, patientText } from '../support/patients.ts';
import { startImportPractice, type ImportPractice } from './import-practice.ts';

let practice: ImportPractice;
beforeAll(async () => {
  const audit = { numberMs: 50, cosignMs: 100, everyMs: 500 };
  practice = await startImportPractice({ data: { ...defaults.data, audit } });
});
afterAll(() => practice[Symbol.asyncDispose]());

async function addPatient(folder: string, id: string, observations: number): Promise<void> {
  const all = Array.from(
    { length: observations },
    (_, i) => [null, observationText(`${id}-${i}`, `urn:uuid:${id}`)] as const,
  );
  const text = bundleText('collection', [[`urn:uuid:${id}`, patientText(id, `Retour${id}`)], ...all]);
  await writeFile(join(folder, `${id}.json`), text);
}

/** Copies the server's database, or replaces it with the copy. */
async function copyDatabase(direction: 'take' | 'restore'): Promise<void> {
  const url = new URL(practice.running.servers.recordsDatabase);
  const name = decodeURIComponent(url.pathname.slice(1));
  url.pathname = '/postgres';
  await using admin = openDatabase({
    url: new Secret(url.href),
    ...{ applicationName: 'etanche-test', poolSize: 1, statementTimeoutMs: 60_000 },
  });
  const [from, to] = direction === 'take' ? [name, `${name}_copy`] : [`${name}_copy`, name];
  await admin.query(`ALTER DATABASE "${name}" WITH ALLOW_CONNECTIONS false`);
  await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  if (direction === 'restore') await admin.query(`DROP DATABASE "${name}" WITH (FORCE)`);
  await admin.query(`CREATE DATABASE "${to}" TEMPLATE "${from}"`);
  if (direction === 'take') await admin.query(`ALTER DATABASE "${name}" WITH ALLOW_CONNECTIONS true`);
  else await admin.query(`DROP DATABASE "${name}_copy"`);
}

/** `waiting`: leaves that have no number yet. */
type Log = { size: number; cosigned: number; waiting: number; stopped: boolean; root: Buffer };

async function readLog(): Promise<Log> {
  await using store = openDatabase({
    url: new Secret(practice.running.servers.recordsDatabase),
    ...{ applicationName: 'etanche-test', poolSize: 1, statementTimeoutMs: 60_000 },
  });
  const { rows } = await store.query<Log>(
    `SELECT size::float8 AS size, cosigned_size::float8 AS cosigned, stopped_at IS NOT NULL AS stopped, root,
        (SELECT count(*)::float8 FROM audit_waiting) AS waiting
      FROM audit_log`,
  );
  const [log] = rows;
  if (log === undefined) throw new Error('no log');
  return log;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Two approvers approve that the audit log continues from the state of the restored database. */
async function orderRestore(): Promise<void> {
  const { running } = practice;
  const { size, root } = await readLog();
  const order = await proposeRestore(running.doctor.client, { logEpoch: 2, size, root: root.toString('base64url') });
  await running.approve(order.order);
}

test('patients that a restored server has lost are written again by the same import with the same journal', async () => {
  const folder = join(practice.directory, 'source');
  const journal = join(practice.directory, 'journal');
  await mkdir(folder);
  await addPatient(folder, 'kept', 3);
  await addPatient(folder, 'grown', 1);
  expect((await practice.import([folder], { journal })).alreadyStored).toEqual({ patients: 0, resources: 0 });
  // A leaf that is numbered after the copy is the same one in both, and says nothing about what the copy lacks.
  await until(async () => (await readLog()).waiting === 0);
  await copyDatabase('take');
  const [atCopy, sizeAtCopy] = [await practice.count(), (await readLog()).size];

  await addPatient(folder, 'lost', 2);
  await addPatient(folder, 'grown', 4);
  const before = await practice.import([folder], { journal });
  expect(before).toMatchObject({ patients: { written: 3 }, alreadyStored: { patients: 1, resources: 6 } });
  const whole = await practice.count();

  // The vaults must have cosigned more leaves than the copy has.
  await until(async () => (await readLog()).cosigned > sizeAtCopy);

  await copyDatabase('restore');
  expect(await practice.count()).toEqual(atCopy);
  await until(async () => (await readLog()).stopped);
  await expect(practice.import([folder], { journal })).rejects.toMatchObject({
    code: 'stopped',
    cause: { code: 'log_stopped' },
  });
  expect(await practice.count()).toEqual(atCopy);

  await orderRestore();
  await until(async () => !(await readLog()).stopped);
  const after = await practice.import([folder], { journal });
  expect(after).toMatchObject({ patients: { written: 3 }, alreadyStored: { patients: 1, resources: 6 } });
  expect(after.resources).toEqual(before.resources);
  expect(await practice.count()).toEqual(whole);

  expect(await practice.import([folder], { journal })).toMatchObject({ alreadyStored: { patients: 3, resources: 12 } });
  await rm(folder, { recursive: true });
});
