import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCases } from '../src/cases/run-cases.ts';

test.each([
  ['intake', 70],
  ['intake-variants', 70],
])('every case of the leak import in %s is correct', async (folder, least) => {
  const results = await runCases(join(import.meta.dirname, 'cases', folder), () => undefined);
  expect(results.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
  expect(results.length).toBeGreaterThan(least);
});

test('every case of the FHIR import is correct', async () => {
  const results = await runCases(join(import.meta.dirname, 'cases', 'fhir'), () => undefined);
  expect(results.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
  expect(results.length).toBeGreaterThan(25);
});

test('an unknown layout of a folder is an error that lists the layouts', async () => {
  await expect(runCases(join(import.meta.dirname, 'support'), () => undefined)).rejects.toThrow('intake, fhir');
});
