import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { openDatabase, TestDatabase } from '@etanche/platform';
import { LastCount } from '../src/store/last-count.ts';
import { migrationsDirectory } from '../src/index.ts';
import { readLastCount } from '../src/store/last-count-file.ts';
import { readSigningKey } from '../src/seeds/signing-key.ts';
import { makeVaultDirectory } from './support/single-vault.ts';

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

/** The heartbeat does not run by itself within a test. */
async function start() {
  await using building = new AsyncDisposableStack();
  const database = building.use(
    openDatabase({ url: own.url, applicationName: 'floor', poolSize: 4, statementTimeoutMs: 60_000 }),
  );
  const signingKey = await readSigningKey(vaultHome.directory);
  const findings: string[] = [];
  const lastCount = await LastCount.start({
    database,
    directory: vaultHome.directory,
    signingKey,
    heartbeatMs: 3_600_000,
    known: await readLastCount(vaultHome.directory, signingKey),
    anchor: () => null,
    unitsPerFloor: 25,
    timeoutMs: 60_000,
    now: () => Date.parse('2026-11-22T12:00:00Z'),
    report: (finding) => findings.push(finding),
  });
  building.defer(() => lastCount.close());
  const running = building.move();
  return { lastCount, findings, database, signingKey, [Symbol.asyncDispose]: async () => running.disposeAsync() };
}

test('the floor is moved in the store and outside it before 25 more units are granted', async () => {
  await using vault = await start();
  const from = vault.lastCount.floor;
  await vault.lastCount.reserve(20);
  await vault.lastCount.reserve(5);
  expect(vault.lastCount.floor).toBe(from);
  await vault.lastCount.reserve(1);
  expect(vault.lastCount.floor).toBe(from + 1);
  const known = await readLastCount(vaultHome.directory, vault.signingKey);
  expect(known?.sequence).toBe(from + 1);
  const { rows } = await vault.database.query<{ sequence: string }>('SELECT sequence::text FROM vault_state');
  expect(rows).toEqual([{ sequence: `${from + 1}` }]);
});

test('concurrent callers get no more units between two floors than one caller', async () => {
  await using vault = await start();
  const from = vault.lastCount.floor;
  await Promise.all(Array.from({ length: 100 }, async () => vault.lastCount.reserve(1)));
  expect(vault.lastCount.floor).toBeGreaterThanOrEqual(from + 3);
});

test('a store that lost more than 25 units is detected', async () => {
  await using vault = await start();
  const { rows } = await vault.database.query<{ sequence: string }>('SELECT sequence::text FROM vault_state');
  await vault.lastCount.reserve(20);
  await vault.lastCount.reserve(20);
  await vault.database.query(`UPDATE vault_state SET sequence = ${rows[0]?.sequence ?? ''}`);
  await vault.lastCount.reserve(20);
  expect(vault.findings).toContain('store_restored');
});

test('without its store a vault grants nothing beyond the floor', async () => {
  await using vault = await start();
  await vault.lastCount.reserve(20);
  // A start is no return of the store.
  expect(vault.findings).toEqual([]);
  await vault.database.close();
  await expect(vault.lastCount.reserve(20)).rejects.toMatchObject({ code: 'store_unavailable' });
  await expect(vault.lastCount.reserve(20)).rejects.toMatchObject({ code: 'store_unavailable' });
  expect(vault.findings).toContain('store_unavailable');
});
