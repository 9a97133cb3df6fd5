import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { evaluatePath } from '@etanche/core-vault-protocol';
import { TestDatabase } from '@etanche/platform';
import { defaults, migrationsDirectory, type Vault } from '../src/index.ts';
import { makeSigner, opening, order, postJson, problemOf, someElements } from './support/caller.ts';
import { makeVaultDirectory, startVault } from './support/single-vault.ts';

const operator = await makeSigner();
const importer = await makeSigner();
const keySet = 'check/leak.1';
const day = 86_400_000;
const noon = Date.parse('2026-11-22T12:00:00Z');
let own: TestDatabase;
let vaultHome: Awaited<ReturnType<typeof makeVaultDirectory>>;
let machine: { wall: number; uptime: number; boot: string };

beforeEach(async () => {
  own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  vaultHome = await makeVaultDirectory();
  machine = { wall: noon, uptime: 1000, boot: 'first' };
});
afterEach(async () => {
  vaultHome[Symbol.dispose]();
  await own.drop();
});

function start(): Promise<Vault> {
  const clock = { wall: () => machine.wall, uptime: () => machine.uptime, boot: machine.boot };
  return startVault(vaultHome.directory, own.url.reveal(), [operator.publicKey], {}, { clock });
}

function pass(ms: number): void {
  machine.wall += ms;
  machine.uptime += ms;
}

async function ask(vault: Vault): Promise<string> {
  const response = await postJson(`${vault.url}${evaluatePath}`, { keySet, elements: someElements(1) });
  return response.ok ? 'granted' : (await problemOf(response)).code;
}

/** Opens a key set and uses up its three units of the day. */
async function spend(vault: Vault): Promise<void> {
  await order(vault, operator, opening(keySet, importer, { perMinute: 3, perDay: 3 }, noon), noon);
  const answers = [];
  for (let i = 0; i < 4; i++) answers.push(await ask(vault));
  expect(answers).toEqual(['granted', 'granted', 'work_required', 'work_required']);
}

test('setting the wall clock forward grants no unit', async () => {
  await using vault = await start();
  await spend(vault);
  machine.wall += 40 * day;
  expect(await ask(vault)).toBe('work_required');
  pass(day / 2);
  expect(await ask(vault)).toBe('work_required');
  pass(day / 2 + 900_000);
  expect(await ask(vault)).toBe('granted');
});

test('setting the wall clock back, or forward and back, grants no unit', async () => {
  await using vault = await start();
  await spend(vault);
  machine.wall -= 3 * day;
  expect(await ask(vault)).toBe('work_required');
  machine.wall += 6 * day;
  expect(await ask(vault)).toBe('work_required');
  machine.wall -= 3 * day;
  expect(await ask(vault)).toBe('work_required');
});

test('setting the wall clock forward while the vault is stopped grants no unit', async () => {
  const first = await start();
  await spend(first);
  await first.close();
  machine.wall += 2 * day;
  await using again = await start();
  expect(await ask(again)).toBe('work_required');
});

test('units return after a machine was off for two days', async () => {
  const first = await start();
  await spend(first);
  await first.close();
  machine = { wall: noon + 2 * day, uptime: 0, boot: 'second' };
  await using again = await start();
  expect(await ask(again)).toBe('granted');
});

test('with the default rates a window ends at most one percent early', () => {
  expect(defaults.clockRates.faster).toBeLessThanOrEqual(0.01);
});
