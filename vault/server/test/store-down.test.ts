import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { evaluatePath } from '@etanche/core-vault-protocol';
import { TestDatabase } from '@etanche/platform';
import { migrationsDirectory, type Vault } from '../src/index.ts';
import { counted } from './support/claim.ts';
import { makeSigner, opening, order, postJson, problemOf, someElements } from './support/caller.ts';
import { makeVaultDirectory, startVault } from './support/single-vault.ts';
import { StoreLink } from './support/store-link.ts';

const operator = await makeSigner();
const keySet = 'check/leak.1';
let own: TestDatabase;
let link: StoreLink;
let vault: Vault;
let vaultHome: Awaited<ReturnType<typeof makeVaultDirectory>>;

beforeAll(async () => {
  own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  link = await StoreLink.start(own.url.reveal());
  vaultHome = await makeVaultDirectory();
  const store = { connections: 4, timeoutMs: 500 };
  vault = await startVault(vaultHome.directory, link.url, [operator.publicKey], { store });
  await order(vault, operator, opening(keySet, await makeSigner(), { perMinute: 1000, perDay: 1000 }));
});
afterAll(async () => {
  await vault.close();
  await link[Symbol.asyncDispose]();
  vaultHome[Symbol.dispose]();
  await own.drop();
});

const ask = () => postJson(`${vault.url}${evaluatePath}`, { keySet, elements: someElements(1) });
const readiness = async () => (await fetch(`${vault.url}/readyz`)).status;

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await condition()) return;
    await sleep(50);
  }
  throw new Error('never');
}

describe.for(['cut', 'hang'] as const)('a store that is unreachable (%s)', (sort) => {
  test('an unreachable store refuses everything, shows in readiness, and serves again when it is back', async () => {
    expect((await ask()).status).toBe(200);
    const before = await counted(own.database, `ceiling/${keySet}`);
    link[sort]();
    const answers = await Promise.all(Array.from({ length: 20 }, ask));
    const problems = await Promise.all(answers.map(problemOf));
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['store_unavailable']));
    expect(answers.every(({ status }) => status === 503)).toBe(true);
    expect(await counted(own.database, `ceiling/${keySet}`)).toBe(before);
    await until(async () => (await readiness()) === 503);
    expect((await fetch(`${vault.url}/healthz`)).status).toBe(200);
    link.mend();
    await until(async () => (await ask()).status === 200);
    await until(async () => (await readiness()) === 200);
  });
});
