import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '@etanche/platform';
import { evaluatePath, practicesPath } from '@etanche/core-vault-protocol';
import { jwsTypes, toBase64url } from '@etanche/core-wire';
import { Admission } from '../src/http/admission.ts';
import { Lane } from '../src/http/lane.ts';

import { makeSigner, postJson, problemOf, random, sign, someElements, type Signer } from './support/caller.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';
import { approve, assertion, makeApprover, newId, outcomes, TestPractice } from './support/practice.ts';

const clock = Date.now();
const operator = await makeSigner();
let running: TestFederation;
let victims: TestPractice;

beforeAll(async () => {
  running = await startTestFederation({
    vaults: 1,
    recordsServers: [operator.publicKey],
    // A claim that waits for another one waits for as long as the test holds it.
    config: {
      trustedHops: 1,
      practices: { perMinute: 60, burst: 120 },
      store: { connections: 8, timeoutMs: 600_000 },
    },
    now: () => clock,
  });
  victims = await foundAt('203.0.113.1');
});
afterAll(() => running.close());

async function foundAt(address: string): Promise<TestPractice> {
  const made = await TestPractice.make(running, () => clock);
  const genesis = made.next(made.genesis());
  const body = { payload: toBase64url(genesis.payload), approvals: await made.foundersOf(genesis, operator) };
  const response = await postJson(made.url('/orders'), body, { 'x-forwarded-for': address });
  expect(await response.json()).toMatchObject({ status: 'applied' });
  made.moved(genesis);
  return made;
}

async function evaluation(
  signer: Signer,
  practice: TestPractice,
  count: number,
  purpose: 'scope' | 'search' = 'scope',
): Promise<string> {
  const request = {
    aud: running.vaults[0]?.signingKey ?? '',
    iat: Math.floor(clock / 1000),
    jti: toBase64url(random(16)),
    keySet: `${purpose}/${practice.id}`,
    elements: someElements(count),
  };
  return sign(request, jwsTypes.evaluate, signer);
}

function send(jws: string, address: string): Promise<Response> {
  const headers = { 'content-type': 'application/jose', 'x-forwarded-for': address };
  return fetch(`${running.vaults[0]?.url ?? ''}${evaluatePath}`, { method: 'POST', headers, body: jws });
}

/** Claims that wait for a lock. */
async function waiting(database: Database): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%vault_claim_member%'`,
  );
  return rows[0]?.n ?? 0;
}

/** Freezes the doctor of a practice, who goes on to hold a key that the vault knows. */
async function freezeDoctor(of: TestPractice): Promise<void> {
  const built = of.next({ kind: 'freeze', freeze: newId(), member: of.doctor.member, reason: 'suspected_theft' });
  const body = { payload: toBase64url(built.payload), approvals: [await approve(built, of.approvers[0])] };
  const response = await postJson(of.url('/orders'), body, { 'x-forwarded-for': '203.0.113.2' });
  expect(await response.json()).toMatchObject({ status: 'applied' });
  of.moved(built);
}

describe('a frozen member who sends as much as they can', () => {
  test('keeps neither another practice nor a colleague waiting behind all of it', async () => {
    const theirs = await foundAt('203.0.113.2');
    await freezeDoctor(theirs);
    const database = running.databases[0]?.database;
    if (database === undefined) throw new Error('no database');
    const flood = await evaluation(theirs.doctor.signer, theirs, 1);
    const signed = [
      await evaluation(victims.doctor.signer, victims, 1),
      await evaluation(theirs.secretary.signer, theirs, 1, 'search'),
    ];
    const { attack, members } = await database.transaction(async (client) => {
      // As long as a claim of the attacker takes: all others of theirs wait for it.
      await client.query('SELECT 1 FROM practice_member WHERE practice = $1 AND id = $2 FOR UPDATE', [
        theirs.id,
        theirs.doctor.member,
      ]);
      const sent = Array.from({ length: 100 }, () => send(flood, '198.51.100.1'));
      while ((await waiting(database)) === 0) await victims.statement();
      for (let i = 0; i < 40; i++) await victims.statement();
      const answers = [];
      for (const jws of signed) answers.push(await send(jws, '203.0.113.1'));
      return { attack: sent, members: await outcomes(answers) };
    });
    expect(members).toEqual({ ok: 2 });
    expect((await outcomes(await Promise.all(attack))).ok).toBeUndefined();
  });

  test('has a quarter of the capacity, and their practice half', async () => {
    const admission = new Admission(4096);
    const held = Promise.withResolvers<undefined>();
    const of = (key: string, practice = 'attacked') => ({ practice, key });
    const running = [admission.run(1024, of('stolen'), () => held.promise)];
    await expect(admission.run(1, of('stolen'), () => held.promise)).rejects.toMatchObject({ code: 'overloaded' });
    running.push(admission.run(1024, of('colleague'), () => held.promise));
    await expect(admission.run(1, of('third'), () => held.promise)).rejects.toMatchObject({ code: 'overloaded' });
    running.push(admission.run(1024, of('member', 'other'), () => held.promise));
    held.resolve(undefined);
    await Promise.all(running);
    expect(admission.units).toBe(0);
    await admission.run(1024, of('stolen'), () => Promise.resolve());
  });
});

test('a path that is written otherwise is limited as its plain form is', async () => {
  const stranger = await makeApprover(running);
  const order = toBase64url(random(32));
  const body = { order, approver: stranger.id, assertion: await assertion(stranger, random(32)) };
  const url = `${running.vaults[0]?.url ?? ''}${practicesPath}/${victims.id}/cancellations`;
  for (const disguised of [url, url.replace('/v1/practices', '/v1/%70ractices')]) {
    const ask = async () => (await problemOf(await postJson(disguised, body, { 'x-forwarded-for': '192.0.2.7' }))).code;
    // Some at the same time, since the vault delays each of many refusals.
    for (let i = 0; i < 8; i++) await Promise.all(Array.from({ length: 16 }, ask));
    expect(await ask()).toBe('quota_network');
  }
});

describe('a lane', () => {
  const busyLane = () => {
    const database = running.databases[0]?.database;
    if (database === undefined) throw new Error('no database');
    const lane = new Lane(database, 1);
    const first = Promise.withResolvers<undefined>();
    const served: string[] = [];
    const ask = (...asker: string[]) =>
      lane.run(asker, () => {
        served.push(asker.join('/'));
        return Promise.resolve(undefined);
      });
    const busy = lane.run(['busy'], () => first.promise);
    return {
      lane,
      served,
      ask,
      busy,
      release: () => {
        first.resolve(undefined);
      },
    };
  };

  test('gives one turn to a provider with many networks, as to a network of its own', async () => {
    const { served, ask, busy, release } = busyLane();
    const asked = Array.from({ length: 200 }, (_, i) => ask('provider', `site ${i >> 4}`, `network ${i}`));
    asked.push(ask('practice'), ask('practice'));
    release();
    await Promise.all([busy, ...asked]);
    expect(served.slice(0, 4).filter((who) => who === 'practice')).toHaveLength(2);
    expect(served).toHaveLength(202);
  });

  test('refuses the last of the largest group when too many wait, and nobody of another', async () => {
    const { served, ask, busy, release } = busyLane();
    const many = Array.from({ length: 4096 }, (_, i) => ask('provider', `network ${i >> 6}`));
    const refused = Promise.allSettled(many);
    const practice = [ask('practice'), ask('practice')];
    release();
    await Promise.all([busy, ...practice]);
    const codes = (await refused).filter(({ status }) => status === 'rejected');
    expect(codes).toHaveLength(2);
    expect(served.filter((who) => who === 'practice')).toHaveLength(2);
  });
});
