import { expect, inject, test } from 'vitest';
import { evaluatePath } from '@etanche/core-vault-protocol';
import { TestDatabase } from '@etanche/platform';
import { migrationsDirectory } from '../src/index.ts';
import { counted } from './support/claim.ts';
import { makeSigner, opening, order, postJson, problemOf, someElements } from './support/caller.ts';
import { makeVaultDirectory, startVault } from './support/single-vault.ts';

test('beyond its capacity a vault refuses at once without counting, and answers everything it accepted', async () => {
  const operator = await makeSigner();
  const keySet = 'check/leak.1';
  await using own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  using vaultHome = await makeVaultDirectory();
  await using vault = await startVault(vaultHome.directory, own.url.reveal(), [operator.publicKey], { inFlight: 60 });
  await order(vault, operator, opening(keySet, operator, { perMinute: 10_000, perDay: 10_000 }));
  const elements = someElements(20);
  const ask = () => postJson(`${vault.url}${evaluatePath}`, { keySet, elements });
  const answers = await Promise.all(Array.from({ length: 40 }, ask));
  const refused = answers.filter(({ status }) => status !== 200);
  const problems = await Promise.all(refused.map(problemOf));
  expect(refused.length).toBeGreaterThan(0);
  expect(new Set(problems.map(({ code, status }) => `${status} ${code}`))).toEqual(new Set(['503 overloaded']));
  expect(refused.every((response) => response.headers.get('retry-after') === '1')).toBe(true);
  const good = answers.length - refused.length;
  expect(good).toBeGreaterThan(0);
  expect(await counted(own.database, `ceiling/${keySet}`)).toBe(good * 20);
  expect((await ask()).status).toBe(200);
});
