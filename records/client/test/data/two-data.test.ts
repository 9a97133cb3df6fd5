import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PatientFile, RecordsData } from '../../src/index.ts';
import { dataOf, patient, startDataPractice, type DataPractice } from './data-practice.ts';

const slackSeconds = 60;
let practice: DataPractice;
let first: RecordsData;
let second: RecordsData;
let file: PatientFile;
beforeAll(async () => {
  practice = await startDataPractice();
});
afterAll(() => practice.running[Symbol.asyncDispose]());
beforeEach(async () => {
  const { client } = practice.doctor;
  [first, second] = [dataOf(client), dataOf(client)];
  file = await first.patients.create(patient('DEUX', 'Camille', '1977-07-12'));
});

const note = { resourceType: 'Basic', code: { text: 'Note' } } as const;

describe('two sets of functions of one session', () => {
  test('read each other’s writes of a file that both have open', async () => {
    const again = await second.patients.open(file.scope);
    const [one = ''] = await again.write([{ kind: 'create', resource: note }]);
    expect(await file.refresh()).toEqual([one]);
    const [other = ''] = await file.write([{ kind: 'create', resource: note }]);
    expect(await again.refresh()).toEqual([other]);
  });

  test('find the reads and writes of both in the audit log', async () => {
    await second.patients.open(file.scope);
    // The server has not numbered the leaves yet, or no vault has cosigned the log of the new practice.
    const waiting = async () => (await second.verifyAudit(slackSeconds)).own.waiting;
    await expect.poll(waiting, { interval: 100 }).toBe(0);
    expect((await first.verifyAudit(slackSeconds)).own).toEqual({ found: 0, waiting: 0 });
  });

  test('take a file that the other one opened', async () => {
    const other = await second.patients.create(patient('TROIS', 'Camille', '1977-07-12'));
    await first.patients.merge(file, other);
    await first.patients.unmerge(file, other);
    expect((await second.patients.open(other.scope)).scope).toBe(other.scope);
  });
});
