import { randomUUID } from 'node:crypto';
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { evaluatePath } from '@etanche/core-vault-protocol';
import { jwsTypes, toBase64url } from '@etanche/core-wire';
import { createLogger, openDatabase, Secret, TestDatabase, type Database } from '@etanche/platform';
import { migrationsDirectory, type Vault } from '../src/index.ts';
import {
  makeSigner,
  opening,
  order,
  postJson,
  postJws,
  problemOf,
  random,
  sign,
  someElements,
} from './support/caller.ts';
import { copyForReplica, makeVaultDirectory, startVault } from './support/single-vault.ts';

const operator = await makeSigner();
const importer = await makeSigner();
const keySet = 'check/leak.1';
const day = 86_400_000;
let clock = Date.parse('2026-11-22T10:00:00Z');
let own: TestDatabase;
let vaultHome: Awaited<ReturnType<typeof makeVaultDirectory>>;
let admin: Database;

beforeEach(async () => {
  own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  vaultHome = await makeVaultDirectory();
  const url = new URL(own.url.reveal());
  url.pathname = '/postgres';
  admin = openDatabase({
    url: new Secret(url.href),
    applicationName: 'restore',
    poolSize: 1,
    statementTimeoutMs: 20_000,
  });
});
afterEach(async () => {
  await admin.close();
  vaultHome[Symbol.dispose]();
  await own.drop();
});

const start = (directory = vaultHome.directory) =>
  startVault(directory, own.url.reveal(), [operator.publicKey], {}, { now: () => clock });

async function open(vault: Vault): Promise<void> {
  await order(vault, operator, opening(keySet, importer, { perMinute: 1000, perDay: 1000 }, clock), clock);
}

const ask = (vault: Vault) => postJson(`${vault.url}${evaluatePath}`, { keySet, elements: someElements(1) });

async function askAsImporter(vault: Vault): Promise<Response> {
  const envelope = { aud: vault.signingKey, iat: Math.floor(clock / 1000), jti: toBase64url(random(16)) };
  const body = { ...envelope, keySet, elements: someElements(1) };
  return postJws(`${vault.url}${evaluatePath}`, await sign(body, jwsTypes.evaluate, importer));
}

/** Copies the store and returns a function that restores the copy. Requires that there are no connections. */
async function backUp(): Promise<() => Promise<void>> {
  const name = new URL(own.url.reveal()).pathname.slice(1);
  const copy = `etanche_test_${randomUUID().replaceAll('-', '')}`;
  await copyDatabase(name, copy);
  return async () => {
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await copyDatabase(copy, name);
    await admin.query(`DROP DATABASE ${copy}`);
  };
}

/** A database can be copied only without connections, and a running vault would reconnect at once. */
async function copyDatabase(from: string, to: string): Promise<void> {
  await admin.query(`ALTER DATABASE ${from} ALLOW_CONNECTIONS false`);
  await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${from}'`);
  for (let attempt = 0; ; attempt++) {
    try {
      await admin.query(`CREATE DATABASE ${to} TEMPLATE ${from}`);
      break;
    } catch (error) {
      // A connection ends a moment after its termination.
      if (attempt === 50) throw error;
      await sleep(50);
    }
  }
  await admin.query(`ALTER DATABASE ${from} ALLOW_CONNECTIONS true`);
}

async function expectSpent(vault: Vault): Promise<void> {
  const { code, retryAfter } = await problemOf(await ask(vault));
  expect(code).toBe('store_spent');
  expect(retryAfter).toBeGreaterThan(86_000);
  expect(await problemOf(await askAsImporter(vault))).toMatchObject({ code: 'caller_refused' });
  const readiness = (await (await fetch(`${vault.url}/readyz`)).json()) as { ready: boolean; spentUntil: number };
  expect(readiness.ready).toBe(true);
  expect(readiness.spentUntil).toBeGreaterThan(clock / 1000 + 86_000);
}

describe('a store restored from a copy', () => {
  test('a restored store starts with the day used up and importers closed, and serves again a day later', async () => {
    let vault = await start();
    await open(vault);
    expect((await ask(vault)).status).toBe(200);
    await vault.close();
    const restore = await backUp();
    vault = await start();
    expect((await ask(vault)).status).toBe(200);
    await vault.close();
    await restore();
    vault = await start();
    await expectSpent(vault);
    await vault.close();
    // An earlier start detected the copy; this start logs it as well.
    const lines: string[] = [];
    const logger = createLogger({
      ...{ service: 'test', level: 'info', now: () => clock },
      destination: { write: (line: string) => lines.push(line) },
    });
    const metrics = { metrics: { host: '127.0.0.1', port: 0 } };
    vault = await startVault(vaultHome.directory, own.url.reveal(), [operator.publicKey], metrics, {
      now: () => clock,
      logger,
    });
    await expectSpent(vault);
    expect(lines.join('')).toContain('store_spent');
    const gauges = await (await fetch(vault.metricsUrl ?? '')).text();
    const until = Number(/^etanche_vault_spent_until_seconds (\S+)$/m.exec(gauges)?.[1]);
    expect(until).toBeGreaterThan(clock / 1000 + 86_000);
    clock += day;
    expect((await ask(vault)).status).toBe(200);
    expect(await (await fetch(`${vault.url}/readyz`)).json()).toEqual({ ready: true, spentUntil: null });
    await vault.close();
  });

  test('a store restored while the vault runs is refused by the first claim', async () => {
    const vault = await start();
    await open(vault);
    const restore = await backUp();
    expect((await waitFor(() => ask(vault), 200)).status).toBe(200);
    await sleep(250);
    await restore();
    const codes = new Set<string>();
    for (let i = 0; i < 50; i++) codes.add((await problemOf(await ask(vault))).code);
    expect([...codes].filter((code) => !['store_unavailable', 'store_spent'].includes(code))).toEqual([]);
    await expectSpent(vault);
    await vault.close();
  });
});

/** Connections that the copy terminated are replaced at the next request. */
async function waitFor(request: () => Promise<Response>, status: number): Promise<Response> {
  for (let i = 0; i < 100; i++) {
    const response = await request();
    if (response.status === status) return response;
    await sleep(50);
  }
  throw new Error(`never ${status}`);
}

describe('the last count file', () => {
  const file = (directory = vaultHome.directory) => join(directory, 'last-count.jws');

  test('the last count file is readable only by its owner', async () => {
    const vault = await start();
    await vault.close();
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  test.for<[string, () => void]>([
    [
      'lost',
      () => {
        rmSync(file());
      },
    ],
    [
      'not signed by this vault',
      () => {
        writeFileSync(file(), 'e30.e30.AAAA', { mode: 0o600 });
      },
    ],
  ])('a last count file that is %s makes a store with a history count as used up', async ([, damage]) => {
    let vault = await start();
    await open(vault);
    await vault.close();
    damage();
    vault = await start();
    await expectSpent(vault);
    await vault.close();
  });

  test('a last count file without its store makes an empty store count as used up', async () => {
    let vault = await start();
    await vault.close();
    await own.drop();
    own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
    vault = await start();
    await open(vault);
    expect(await problemOf(await ask(vault))).toMatchObject({ code: 'store_spent' });
    await vault.close();
  });

  test('a normal restart grants units as before', async () => {
    let vault = await start();
    await open(vault);
    await vault.close();
    vault = await start();
    expect((await ask(vault)).status).toBe(200);
    expect((await askAsImporter(vault)).status).toBe(200);
    await vault.close();
  });

  test('a replica that joins while another works gets its last count from the store', async () => {
    const vault = await start();
    await open(vault);
    const directory = copyForReplica(vaultHome.directory);
    expect(existsSync(file(directory))).toBe(false);
    const replica = await start(directory);
    expect((await ask(replica)).status).toBe(200);
    expect((await ask(vault)).status).toBe(200);
    await replica.close();
    await vault.close();
  });
});
