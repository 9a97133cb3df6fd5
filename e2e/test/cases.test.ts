import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCases } from '../src/cases/run-cases.ts';

test('every case of the leak import is right', async () => {
  const results = await runCases(join(import.meta.dirname, 'cases', 'intake'), () => undefined);
  expect(results.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
  expect(results.length).toBeGreaterThan(70);
});

test('a folder of another layout is named as such', async () => {
  await expect(runCases(join(import.meta.dirname, 'support'), () => undefined)).rejects.toThrow('intake');
});
