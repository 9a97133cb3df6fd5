import { readFileSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { dumpSchema, TestDatabase } from '@etanche/platform';
import { migrationsDirectory } from '../src/index.ts';

test('schema.sql equals the result of the migrations', async () => {
  await using own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  const committed = readFileSync(new URL('../schema.sql', import.meta.url), 'utf8');
  expect(await dumpSchema(own.database)).toBe(committed);
});
