import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { evaluatePath, type Alarm } from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, jwsTypes, toBase64url, verifyCompact } from '@etanche/core-wire';
import { TestDatabase } from '@etanche/platform';
import { defaults, migrationsDirectory, type Vault } from '../src/index.ts';
import { countForeignPractices } from '../src/orders/foreign-practices.ts';
import { counted } from './support/claim.ts';
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
import {
  alarmsOf,
  approve,
  enrolled,
  evaluateAs,
  makeMember,
  newId,
  outcomes,
  signAsKit,
  TestPractice,
  type TestVaults,
} from './support/practice.ts';
import { copyForReplica, makeVaultDirectory, startVault } from './support/single-vault.ts';

const operator = await makeSigner();
const recordsServer = await makeSigner();
const importer = await makeSigner();
let own: TestDatabase;
let vaultHome: Awaited<ReturnType<typeof makeVaultDirectory>>;
const replicas: Vault[] = [];
let webhook: Server;
/** The ids of alarms that the webhook received, in order. */
const told: string[] = [];

/** 50 units a day, less 10 for emergencies, all available at once: more requests than connections compete. */
const members = {
  ...defaults.members,
  burst: { ...defaults.members.burst, search: { units: 60, everySeconds: 15 } },
  people: { ...defaults.members.people, search: 1 },
};

beforeAll(async () => {
  webhook = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      void verifyCompact(body, jwsTypes.alarm, (kid) => Promise.resolve(fromBase64url(kid, 32))).then(({ payload }) => {
        told.push((JSON.parse(fromUtf8(payload)) as Alarm).alarm);
        // Long enough for the other replica to poll in the meantime.
        setTimeout(() => response.writeHead(204).end(), 50);
      });
    });
  });
  webhook.listen(0, '127.0.0.1');
  await once(webhook, 'listening');
  const url = `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/`;
  const change = {
    members,
    recordsServers: [recordsServer.publicKey],
    alarms: { webhook: url, from: null, pollMs: 10 },
  };
  own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  vaultHome = await makeVaultDirectory();
  for (const directory of [vaultHome.directory, copyForReplica(vaultHome.directory)]) {
    replicas.push(await startVault(directory, own.url.reveal(), [operator.publicKey], change));
  }
});
afterAll(async () => {
  for (const vault of replicas) await vault.close();
  webhook.close();
  vaultHome[Symbol.dispose]();
  await own.drop();
});

function replica(i: number): Vault {
  const vault = replicas[i % replicas.length];
  if (vault === undefined) throw new Error('no replica');
  return vault;
}

test('200 requests to two replicas on one ceiling of 50 are granted exactly 50', async () => {
  const keySet = 'check/shared.1';
  // Without proof of work a request may use at most 80 % of a ceiling.
  await order(replica(0), operator, opening(keySet, importer, { perMinute: 62, perDay: 63 }));
  const elements = someElements(1);
  const ask = (i: number) => postJson(`${replica(i).url}${evaluatePath}`, { keySet, elements });
  const statuses = (await Promise.all(Array.from({ length: 200 }, (_, i) => ask(i)))).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(await counted(own.database, `ceiling/${keySet}`));
  expect(statuses.filter((status) => status === 200)).toHaveLength(49);
});

test('a request accepted by one replica is refused by the other', async () => {
  const keySet = 'check/once.1';
  await order(replica(0), operator, opening(keySet, importer, { perMinute: 10, perDay: 10 }));
  const envelope = { aud: replica(0).signingKey, iat: Math.floor(Date.now() / 1000), jti: toBase64url(random(16)) };
  const jws = await sign({ ...envelope, keySet, elements: someElements(1) }, jwsTypes.evaluate, importer);
  const answers = await Promise.all([0, 1, 0, 1].map((i) => postJws(`${replica(i).url}${evaluatePath}`, jws)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403, 403]);
});

test('a key set withdrawn at one replica is refused by the other', async () => {
  const keySet = 'check/gone.1';
  await order(replica(0), operator, opening(keySet, importer, { perMinute: 10, perDay: 10 }));
  const ask = () => postJson(`${replica(1).url}${evaluatePath}`, { keySet, elements: someElements(1) });
  expect((await ask()).status).toBe(200);
  await order(replica(0), operator, { keySet, order: 'withdraw' });
  expect((await ask()).status).toBe(410);
});

describe('two replicas that serve a practice', () => {
  /** The vault as seen through this replica. */
  function at(i: number): TestVaults {
    const { url, signingKey } = replica(i);
    return { vaults: [{ url, signingKey }], directory: dirname(vaultHome.directory), databases: [own] };
  }

  const found = () => TestPractice.found(at(0), recordsServer);

  test('two replicas together grant a member exactly the quota', async () => {
    const practice = await found();
    const keySet = `search/${practice.id}`;
    const ask = (i: number) => evaluateAs(at(i), practice.doctor.signer, keySet, { count: 1 + (i % 3) });
    const asked = await Promise.all(Array.from({ length: 120 }, (_, i) => ask(i)));
    const rest = await Promise.all(
      Array.from({ length: 10 }, (_, i) => evaluateAs(at(i), practice.doctor.signer, keySet)),
    );
    const { ok = 0, ...refused } = await outcomes([...asked, ...rest]);
    expect(Object.keys(refused)).toEqual(['quota_member']);
    expect(ok).toBeGreaterThan(0);
    expect(await counted(own.database, `member/${practice.id}/${practice.doctor.member}/search`)).toBe(40);
    const { rows } = await own.database.query('SELECT search::int FROM daily_count WHERE practice = $1', [practice.id]);
    expect(rows).toEqual([{ search: 40 }]);
  });

  test('two replicas together grant a practice exactly its quota', async () => {
    const practice = await found();
    // Each sends 30 requests, less than a member's 40, so that only the practice's quota decides.
    const colleagues = await Promise.all(Array.from({ length: 4 }, () => makeMember('doctor')));
    const doctors = [practice.doctor, ...colleagues];
    for (const doctor of colleagues) await practice.order({ kind: 'enrol', ...enrolled(doctor) });
    await own.database.query('UPDATE practice_member SET new_since = NULL WHERE practice = $1', [practice.id]);
    // Only 100 of the practice's 810 units are left.
    await own.database.query(
      `INSERT INTO quota (subject, seen_at, day) SELECT $1, $2::bigint, slots_add(array_fill(0::bigint, ARRAY[97]), $2::bigint / 900000, 710)`,
      [`practice/${practice.id}/search`, Date.now()],
    );
    const asked = Array.from({ length: 150 }, (_, i) =>
      evaluateAs(at(i), doctors[i % 5]?.signer ?? operator, `search/${practice.id}`),
    );
    expect(await outcomes(await Promise.all(asked))).toEqual({ ok: 100, quota_practice: 50 });
  });

  test('one of two replicas accepts a member’s request', async () => {
    const practice = await found();
    const change = { jti: toBase64url(random(16)) };
    const ask = (i: number) => evaluateAs(at(i), practice.doctor.signer, `agenda/${practice.id}`, { change });
    expect(await outcomes(await Promise.all([0, 1, 0, 1].map(ask)))).toEqual({ ok: 1, caller_refused: 3 });
  });

  test('no replica grants a unit after the other has answered a freeze', async () => {
    const practice = await found();
    const subject = `member/${practice.id}/${practice.doctor.member}/search`;
    const ask = () => evaluateAs(at(1), practice.doctor.signer, `search/${practice.id}`);
    const storm = Array.from({ length: 40 }, ask);
    const freeze = { kind: 'freeze', freeze: newId(), member: practice.doctor.member, reason: 'precaution' } as const;
    const built = practice.next(freeze);
    await practice.apply(built, [await approve(built, practice.approvers[0])]);
    const frozenAt = await counted(own.database, subject);
    const { ok = 0 } = await outcomes(await Promise.all(storm));
    expect(await outcomes([await ask()])).toEqual({ caller_refused: 1 });
    expect(await counted(own.database, subject)).toBe(frozenAt);
    expect(ok).toBe(frozenAt);
  });

  test('a replica knows an order applied by the other at once, and rejects another order of that sequence', async () => {
    const practice = await found();
    for (let i = 0; i < 6; i++) {
      const member = await makeMember('doctor');
      const built = practice.next({ kind: 'enrol', ...enrolled(member) });
      const rival = practice.next({ kind: 'enrol', ...enrolled(await makeMember('doctor')) });
      const [approvals, others] = [await practice.both(built), await practice.both(rival)];
      const seen = practice.seenAt(at(i + 1));
      expect(await (await practice.seenAt(at(i)).post(built, approvals)).json()).toMatchObject({ status: 'applied' });
      expect((await evaluateAs(at(i + 1), member.signer, `search/${practice.id}`)).status).toBe(200);
      expect((await seen.statement()).head).toBe(built.id);
      expect(await problemOf(await seen.post(rival, others))).toMatchObject({ code: 'order_conflict' });
      practice.moved(built);
    }
  });

  test('one of two rival orders sent to both replicas is applied, by both', async () => {
    const practice = await found();
    for (let round = 0; round < 4; round++) {
      const rivals = [];
      for (let i = 0; i < 4; i++) {
        const built = practice.next({ kind: 'enrol', ...enrolled(await makeMember('secretary')) });
        rivals.push({ built, approvals: await practice.both(built) });
      }
      const answers = await Promise.all(
        rivals.map(({ built, approvals }, i) => practice.seenAt(at(i)).post(built, approvals)),
      );
      expect(await outcomes(answers)).toEqual({ ok: 1, order_conflict: 3 });
      const heads = await Promise.all([0, 1].map((i) => practice.seenAt(at(i)).statement()));
      const [applied] = rivals.filter((_, i) => answers[i]?.ok);
      expect(heads.map(({ head }) => head)).toEqual([applied?.built.id, applied?.built.id]);
      if (applied !== undefined) practice.moved(applied.built);
    }
  });

  test('two replicas apply a delayed order once', async () => {
    const practice = await found();
    const built = practice.next({ kind: 'contacts', contacts: ['other@practice.example'] });
    const approvals = [await approve(built, practice.approvers[0]), await signAsKit(built, practice.kit)];
    expect(await (await practice.post(built, approvals)).json()).toMatchObject({ status: 'delayed' });
    await own.database.query('UPDATE pending_order SET effective_at = 1 WHERE practice = $1', [practice.id]);
    const heads = await Promise.all(Array.from({ length: 8 }, (_, i) => practice.seenAt(at(i)).statement()));
    expect(new Set(heads.map(({ head }) => head))).toEqual(new Set([built.id]));
    expect((await alarmsOf(practice)).filter(({ detail }) => detail === 'contacts')).toMatchObject([
      { kind: 'delayed_order' },
      { kind: 'order' },
      { kind: 'order' },
    ]);
  });

  test('a third replica with another signing key is detected as unable to serve the practice', async () => {
    await found();
    const { rowCount } = await own.database.query('SELECT FROM practice');
    expect(rowCount).toBeGreaterThan(0);
    expect(await countForeignPractices(own.database, 1, replica(0).signingKey)).toBe(0);
    expect(await countForeignPractices(own.database, 1, operator.publicKey)).toBe(rowCount);
    expect(await countForeignPractices(own.database, 2, replica(0).signingKey)).toBe(rowCount);
  });

  test('two live replicas deliver each alarm once', async () => {
    const practice = await found();
    for (let i = 0; i < 40; i++) {
      await own.database.query(`SELECT alarm_raise($1, NULL, 'order', NULL, NULL, 'enrol', $2)`, [
        practice.id,
        Date.now(),
      ]);
    }
    await vi.waitFor(
      async () => {
        const { rowCount } = await own.database.query('SELECT FROM alarm_delivery');
        expect(rowCount).toBe(0);
      },
      { timeout: 300_000 },
    );
    const { rows } = await own.database.query<{ id: string }>('SELECT id FROM alarm ORDER BY id');
    expect(rows.length).toBeGreaterThan(40);
    expect([...told].sort()).toEqual(rows.map(({ id }) => id).sort());
  });
});
