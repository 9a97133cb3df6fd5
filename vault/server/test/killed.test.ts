import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { evaluatePath } from '@etanche/core-vault-protocol';
import { TestDatabase } from '@etanche/platform';
import { migrationsDirectory } from '../src/index.ts';
import { counted } from './support/claim.ts';
import { makeSigner, opening, order, postJson, someElements } from './support/caller.ts';
import { killLoop, startProcess } from './support/kill-loop.ts';
import { makeVaultDirectory } from './support/single-vault.ts';

const operator = await makeSigner();
const importer = await makeSigner();
const keySet = 'check/leak.1';
let own: TestDatabase;
let vaultHome: Awaited<ReturnType<typeof makeVaultDirectory>>;

beforeEach(async () => {
  own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  vaultHome = await makeVaultDirectory();
});
afterEach(async () => {
  vaultHome[Symbol.dispose]();
  await own.drop();
});

async function open(perDay: number) {
  const process = await startProcess(vaultHome.directory, own.url.reveal(), operator.publicKey);
  const perMinute = Math.min(perDay, 12_000);
  const opened = await order(process, operator, opening(keySet, importer, { perMinute, perDay }));
  expect(opened.status).toBe(200);
  return process;
}

async function kill(process: Awaited<ReturnType<typeof open>>): Promise<void> {
  process.child.kill('SIGKILL');
  await once(process.child, 'exit');
}

describe('a vault that is killed repeatedly with SIGKILL', () => {
  test('a killed vault never answers an uncommitted unit and never commits more than its quota', async () => {
    const perDay = 600;
    await kill(await open(perDay));
    const { answered, kills } = await killLoop({
      directory: vaultHome.directory,
      databaseUrl: own.url.reveal(),
      operator: operator.publicKey,
      keySet,
      milliseconds: inject('isNightly') ? 60_000 : 6000,
    });
    const committed = await counted(own.database, `ceiling/${keySet}`);
    expect(kills).toBeGreaterThan(1);
    expect(answered).toBeGreaterThan(0);
    expect(answered).toBeLessThanOrEqual(committed);
    expect(committed).toBeLessThanOrEqual(perDay);
  });
});

describe('a vault that is asked to stop', () => {
  test('a vault answers its accepted requests before it exits', async () => {
    const process = await open(100_000);
    const elements = someElements(20);
    const asked = Array.from({ length: 60 }, () => postJson(`${process.url}${evaluatePath}`, { keySet, elements }));
    await Promise.race(asked);
    process.child.kill('SIGTERM');
    const answers = (await Promise.allSettled(asked)).flatMap((each) =>
      each.status === 'fulfilled' ? [each.value] : [],
    );
    const good = answers.filter(({ status }) => status === 200).length;
    if (process.child.exitCode === null) await once(process.child, 'exit');
    expect(process.child.exitCode).toBe(0);
    expect(process.output()).toContain('stopped');
    expect(await counted(own.database, `ceiling/${keySet}`)).toBe(good * 20);
  });
});
