import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRecordsData } from '../../src/index.ts';
import { dataOf, patient, startDataPractice, type DataPractice } from './data-practice.ts';

let practice: DataPractice;
beforeAll(async () => {
  practice = await startDataPractice();
}, 240_000);
afterAll(() => practice.running[Symbol.asyncDispose]());

test('patients written many more at once than are kept stay readable', { timeout: 120_000 }, async () => {
  const { unlocked } = practice.doctor;
  const options = { validate: null, freshnessSeconds: 300, keptScopes: 1, rebases: 3 };
  const { patients } = createRecordsData(unlocked, options);
  const names = Array.from({ length: 8 }, (_, i) => `Foule${String.fromCharCode(65 + i)}`);
  const files = await Promise.all(names.map((name, i) => patients.create(patient(name, 'Léa', `1990-02-1${i}`))));
  const fresh = dataOf(unlocked);
  for (const [i, { scope }] of files.entries()) {
    const [found] = (await fresh.patients.open(scope)).resources();
    expect(found?.text).toContain(names[i]);
  }
});
