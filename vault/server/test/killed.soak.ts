import { once } from 'node:events';
import { expect, inject, test } from 'vitest';
import { TestDatabase } from '@etanche/platform';
import { migrationsDirectory } from '../src/index.ts';
import { counted } from './support/claim.ts';
import { makeSigner, opening, order } from './support/caller.ts';
import { killLoop, startProcess } from './support/kill-loop.ts';
import { makeVaultDirectory } from './support/single-vault.ts';

const minutes = 5;

test('a vault that is killed repeatedly for minutes never grants an uncounted unit', async () => {
  const operator = await makeSigner();
  const keySet = 'check/leak.1';
  const perDay = 200_000;
  await using own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  using vaultHome = await makeVaultDirectory();
  const databaseUrl = own.url.reveal();
  const first = await startProcess(vaultHome.directory, databaseUrl, operator.publicKey);
  const opened = await order(first, operator, opening(keySet, await makeSigner(), { perMinute: 12_000, perDay }));
  expect(opened.status).toBe(200);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const loop = { directory: vaultHome.directory, databaseUrl, operator: operator.publicKey, keySet };
  const { answered, kills } = await killLoop({ ...loop, milliseconds: minutes * 60_000 });
  const committed = await counted(own.database, `ceiling/${keySet}`);
  process.stdout.write(`${kills} kills of a vault; ${answered} units answered, ${committed} counted\n`);
  expect(kills).toBeGreaterThan(10);
  expect(answered).toBeGreaterThan(0);
  expect(answered).toBeLessThanOrEqual(committed);
  expect(committed).toBeLessThanOrEqual(perDay);
});
