import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { manifestLogSchema, manifestsPath, type SignedManifest } from '@etanche/core-check-protocol';
import { evaluatePath, keySetsPath, type KeySet, type KeySetStatement } from '@etanche/core-vault-protocol';
import {
  fromBase64url,
  fromUtf8,
  jwsTypes,
  parseShape,
  toBase64url,
  verifyCompact,
  verifyDetached,
} from '@etanche/core-wire';
import { TestDatabase } from '@etanche/platform';
import { signedManifest } from '../../client/test/support/manifest.ts';
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
import { copyForReplica, makeVaultDirectory, startVault, testConfig } from './support/single-vault.ts';

const hour = 3_600_000;
const published = Date.parse('2026-11-22T10:00:00Z');
const operator = await makeSigner();
const importer = await makeSigner();
const operatorKey = { privateKey: operator.key, publicKey: fromBase64url(operator.publicKey, 32) };
let clock = published;
let own: TestDatabase;
let vaultHome: Awaited<ReturnType<typeof makeVaultDirectory>>;
let vault: Vault;

beforeEach(async () => {
  clock = published;
  own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  vaultHome = await makeVaultDirectory();
  vault = await start();
});
afterEach(async () => {
  await vault.close();
  vaultHome[Symbol.dispose]();
  await own.drop();
});

function start(directory = vaultHome.directory): Promise<Vault> {
  return startVault(directory, own.url.reveal(), [operator.publicKey], {}, { now: () => clock });
}

async function open(version: number): Promise<void> {
  const content = opening(`check/leak.${version}`, importer, { perMinute: 1000, perDay: 1000 }, clock);
  await order(vault, operator, content, clock);
}

async function keySetOf(version: number): Promise<KeySet> {
  const id = `check/leak.${version}`;
  const jws = await (await fetch(`${vault.url}${keySetsPath}/${id}`)).text();
  const { payload } = await verifyCompact(jws, jwsTypes.keySetStatement, fromBase64url(vault.signingKey, 32));
  const { publicKey } = JSON.parse(fromUtf8(payload)) as KeySetStatement;
  const shares = [{ index: 1, publicKey, url: vault.url }];
  return { id, suite: 'ristretto255-SHA512', threshold: 1, publicKey, shares };
}

async function publish(version: number, graceHours: number, change = {}): Promise<Response> {
  await open(version);
  const { owner, jurisdiction } = testConfig(vaultHome.directory, [], {}).about;
  const vaults = [{ index: 1, owner, jurisdiction }];
  const content = { index: 'leak', version, graceHours, vaults, ...change };
  return postJson(`${vault.url}${manifestsPath}`, await signedManifest(operatorKey, await keySetOf(version), content));
}

function ask(version: number, at = vault): Promise<Response> {
  return postJson(`${at.url}${evaluatePath}`, { keySet: `check/leak.${version}`, elements: someElements(1) });
}

async function expectSuperseded(response: Response): Promise<void> {
  expect(response.status).toBe(410);
  expect(await problemOf(response)).toMatchObject({ code: 'key_set_superseded' });
}

describe('after a later version is cosigned', () => {
  test('earlier versions are evaluated during the grace period and not afterwards', async () => {
    await publish(1, 24);
    expect((await publish(2, 3)).status).toBe(200);
    clock = published + 3 * hour - 1;
    expect((await ask(1)).status).toBe(200);
    clock = published + 3 * hour;
    await expectSuperseded(await ask(1));
    expect((await ask(2)).status).toBe(200);
  });

  test('a grace period of zero ends earlier versions at once', async () => {
    await publish(1, 24);
    await publish(2, 0);
    await expectSuperseded(await ask(1));
  });

  test('cosigning the same manifest again does not restart its grace period', async () => {
    await publish(1, 24);
    await publish(2, 3);
    clock = published + 2 * hour;
    expect((await publish(2, 3)).status).toBe(200);
    clock = published + 3 * hour;
    await expectSuperseded(await ask(1));
  });

  test('a long grace period of a still later version does not reopen earlier versions', async () => {
    await publish(1, 24);
    await publish(2, 0);
    await publish(3, 168);
    await expectSuperseded(await ask(1));
    expect((await ask(2)).status).toBe(200);
  });

  test('a key set opened for an earlier version is not evaluated, not even for its importer', async () => {
    await publish(2, 0);
    await open(1);
    await expectSuperseded(await ask(1));
    const envelope = { aud: vault.signingKey, iat: clock / 1000, jti: toBase64url(random(16)) };
    const body = { ...envelope, keySet: 'check/leak.1', elements: someElements(1) };
    const response = await postJws(`${vault.url}${evaluatePath}`, await sign(body, jwsTypes.evaluate, importer));
    expect(await problemOf(response)).toMatchObject({ code: 'caller_refused' });
  });

  test('another index is unaffected', async () => {
    await publish(1, 24);
    const content = opening('check/other.1', importer, { perMinute: 1000, perDay: 1000 }, clock);
    await order(vault, operator, content, clock);
    await publish(2, 0);
    const response = await postJson(`${vault.url}${evaluatePath}`, {
      keySet: 'check/other.1',
      elements: someElements(1),
    });
    expect(response.status).toBe(200);
  });

  test('a restart, another replica and a clock set back reopen nothing', async () => {
    await publish(1, 24);
    await publish(2, 3);
    await using replica = await start(copyForReplica(vaultHome.directory));
    clock = published + 3 * hour;
    await expectSuperseded(await ask(1, replica));
    expect((await ask(2)).status).toBe(200);
    // A heartbeat writes the clock, before or after this query.
    await expect
      .poll(async () => (await own.database.query('SELECT beat_at FROM vault_state')).rows[0])
      .toMatchObject({
        beat_at: String(clock),
      });
    clock = published + hour;
    await expectSuperseded(await ask(1));
    await vault.close();
    vault = await start();
    await expectSuperseded(await ask(1));
  });
});

describe('a store from a copy that was made before the later version', () => {
  beforeEach(async () => {
    await publish(1, 24);
    await publish(2, 0);
    await expectSuperseded(await ask(1));
    await own.database.query('ALTER TABLE manifest_log DISABLE TRIGGER USER');
    await own.database.query('DELETE FROM manifest_log WHERE version = 2');
    await own.database.query('ALTER TABLE manifest_log ENABLE TRIGGER USER');
  });

  test('does not know that the earlier version is over: the limit that docs/operate.md describes', async () => {
    expect((await ask(1)).status).toBe(200);
  });

  test('ends the earlier version when it cosigns the later one again', async () => {
    expect((await publish(2, 0)).status).toBe(200);
    await expectSuperseded(await ask(1));
  });

  test('ends the earlier version when it cosigns a version after the one that it lost', async () => {
    expect((await publish(3, 0)).status).toBe(200);
    await expectSuperseded(await ask(1));
  });

  test('ends the earlier version when the operator withdraws it', async () => {
    await order(vault, operator, { keySet: 'check/leak.1', order: 'withdraw' }, clock);
    const response = await ask(1);
    expect(response.status).toBe(410);
    expect(await problemOf(response)).toMatchObject({ code: 'key_set_withdrawn' });
  });
});

describe('the signed list of manifests', () => {
  const nonce = toBase64url(random(16));

  async function list(index: string): Promise<unknown> {
    const response = await fetch(`${vault.url}${manifestsPath}/${index}?nonce=${nonce}`);
    expect(response.headers.get('content-type')).toBe('application/jose');
    const key = fromBase64url(vault.signingKey, 32);
    const { payload } = await verifyCompact(await response.text(), jwsTypes.manifestLog, key);
    return parseShape(manifestLogSchema, JSON.parse(fromUtf8(payload)), 'log');
  }

  test('the list contains the versions, their grace periods, the time and the nonce', async () => {
    await publish(1, 24);
    clock += 1000;
    await publish(2, 3);
    clock += 1000;
    expect(await list('leak')).toEqual({
      index: 'leak',
      nonce,
      now: published + 2000,
      manifests: [
        { version: 1, sha256: expect.any(String) as string, signedAt: published, graceHours: 24 },
        { version: 2, sha256: expect.any(String) as string, signedAt: published + 1000, graceHours: 3 },
      ],
    });
    expect(await list('unknown')).toEqual({ index: 'unknown', nonce, now: clock, manifests: [] });
  });

  test('the list contains only the newest 20 versions', async () => {
    for (let version = 1; version <= 22; version++) await publish(version, 0);
    const { manifests } = (await list('leak')) as { manifests: { version: number }[] };
    expect(manifests.map(({ version }) => version)).toEqual(Array.from({ length: 20 }, (_, i) => i + 3));
  });

  test('the list requires a nonce and an index name', async () => {
    for (const path of ['leak', 'leak?nonce=short', `leak?nonce=${nonce.slice(0, -1)}_`, `LEAK?nonce=${nonce}`]) {
      expect((await fetch(`${vault.url}${manifestsPath}/${path}`)).status).toBe(400);
    }
  });

  test('each manifest is returned with its operator’s signature', async () => {
    await publish(1, 24);
    const response = await fetch(`${vault.url}${manifestsPath}/leak/1`);
    const { payload, signatures } = (await response.json()) as SignedManifest;
    const [signature] = signatures;
    if (signature === undefined) throw new Error('no signature');
    await verifyDetached(payload, signature, jwsTypes.manifest, fromBase64url(operator.publicKey, 32));
    expect(JSON.parse(fromUtf8(fromBase64url(payload, undefined)))).toMatchObject({ index: 'leak', version: 1 });
    expect((await fetch(`${vault.url}${manifestsPath}/leak/2`)).status).toBe(404);
    expect((await fetch(`${vault.url}${manifestsPath}/leak/0`)).status).toBe(400);
  });
});

test('a manifest with another owner or jurisdiction of the vault is refused', async () => {
  const { owner, jurisdiction } = testConfig(vaultHome.directory, [], {}).about;
  for (const line of [
    { index: 1, owner: 'Another', jurisdiction },
    { index: 1, owner, jurisdiction: 'US' },
  ]) {
    const response = await publish(1, 24, { vaults: [line] });
    expect(await problemOf(response)).toMatchObject({ code: 'manifest_refused' });
  }
  expect((await publish(1, 24)).status).toBe(200);
});
