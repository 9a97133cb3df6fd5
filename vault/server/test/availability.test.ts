import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluatePath, practicesPath, type Approval } from '@etanche/core-vault-protocol';
import { jwsTypes, toBase64url } from '@etanche/core-wire';
import { Admission } from '../src/http/admission.ts';
import { Lane } from '../src/http/lane.ts';
import {
  makeSigner,
  opening,
  order,
  postJson,
  problemOf,
  random,
  sign,
  someElements,
  type Signer,
} from './support/caller.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';
import {
  approve,
  assertion,
  buildGenesis,
  evaluateAs,
  makeApprover,
  makeMember,
  newId,
  signAsOperator,
  TestPractice,
  type BuiltOrder,
  signAsKit,
} from './support/practice.ts';

// The clock stands still, so units that return by the minute do not return.
const clock = Date.now();
const operator = await makeSigner();
const recordsServer = await makeSigner();
let running: TestFederation;
let practice: TestPractice;

beforeAll(async () => {
  running = await startTestFederation({
    vaults: 1,
    operators: [operator.publicKey],
    recordsServers: [recordsServer.publicKey],
    config: {
      ...{ trustedHops: 1, practices: { perMinute: 60, burst: 120 } },
      // The look at a stuck order waits for it once.
      store: { connections: 8, timeoutMs: 10_000 },
    },
    now: () => clock,
  });
  practice = await foundAt('203.0.113.1');
});
afterAll(() => running.close());

/** Founds a practice whose records server is configured at the vault. */
async function foundAt(address: string): Promise<TestPractice> {
  const people = {
    server: recordsServer,
    kit: await makeSigner(),
    doctor: await makeMember('doctor'),
    secretary: await makeMember('secretary'),
    approvers: [await makeApprover(running), await makeApprover(running)] as const,
  };
  const made = new TestPractice(running, people, () => clock);
  const genesis = made.next(made.genesis());
  const response = await postFrom(address, made, genesis, await made.foundersOf(genesis, recordsServer));
  expect(await response.json()).toMatchObject({ status: 'applied' });
  made.moved(genesis);
  return made;
}

function postFrom(
  address: string,
  at: TestPractice,
  built: BuiltOrder,
  approvals: readonly Approval[],
): Promise<Response> {
  const body = { payload: toBase64url(built.payload), approvals };
  return postJson(at.url('/orders'), body, { 'x-forwarded-for': address });
}

function freezeOrder(of: TestPractice): BuiltOrder {
  return of.next({ kind: 'freeze', freeze: newId(), member: of.secretary.member, reason: 'suspected_theft' });
}

function postJwsFrom(address: string, url: string, jws: string): Promise<Response> {
  const headers = { 'content-type': 'application/jose', 'x-forwarded-for': address };
  return fetch(url, { method: 'POST', headers, body: jws });
}

async function serverFreeze(of: TestPractice, signer: Signer, address: string): Promise<Response> {
  const content = {
    audience: running.vaults.map(({ signingKey }) => signingKey),
    iat: Math.floor(clock / 1000),
    jti: toBase64url(random(16)),
    practice: of.id,
    freeze: newId(),
    member: of.doctor.member,
    reason: 'canary',
  };
  return postJwsFrom(address, of.url('/freezes'), await sign(content, jwsTypes.freeze, signer));
}

/** A genesis with 24 signatures by unknown keys. */
async function strangersGenesis(strangers: readonly Signer[]): Promise<{ url: string; body: object }> {
  const made = await TestPractice.make(running);
  const issuedAt = Math.floor(clock / 1000);
  const built = buildGenesis({
    practice: made.id,
    sequence: 0,
    previous: toBase64url(new Uint8Array(32)),
    audience: running.vaults.map(({ signingKey }) => signingKey),
    issuedAt,
    expires: issuedAt + 3600,
    action: made.genesis(),
  });
  const approvals = await Promise.all(strangers.map((signer) => signAsOperator(built, signer)));
  const url = `${running.vaults[0]?.url ?? ''}${practicesPath}/${built.order.practice}/orders`;
  return { url, body: { payload: toBase64url(built.payload), approvals } };
}

async function evaluateFrom(address: string, signer: Signer, keySet: string): Promise<Response> {
  const request = {
    aud: running.vaults[0]?.signingKey ?? '',
    iat: Math.floor(clock / 1000),
    jti: toBase64url(random(16)),
    keySet,
    elements: someElements(1),
  };
  return postJwsFrom(
    address,
    `${running.vaults[0]?.url ?? ''}${evaluatePath}`,
    await sign(request, jwsTypes.evaluate, signer),
  );
}

/** Runs `work` while the practice's lock is held, as during an order. */
async function whileLocked<T>(locked: string, work: () => Promise<T>): Promise<T> {
  const [own] = running.databases;
  if (own === undefined) throw new Error('no database');
  return own.database.transaction(async (client) => {
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`practice/${locked}`]);
    return work();
  });
}

describe('requests about practices from unknown callers', () => {
  test('an order, a genesis, a freeze and a cancellation by unknown callers are rejected before the practice is locked', async () => {
    const stranger = await makeSigner();
    const outsider = await makeApprover(running);
    const built = freezeOrder(practice);
    const genesis = await strangersGenesis([stranger]);
    const known = genesis.url.split('/').at(-2) ?? '';
    const codes = await whileLocked(practice.id, () =>
      whileLocked(known, async () => {
        const answers = [
          await postFrom('198.51.100.1', practice, built, [await approve(built, outsider)]),
          await postJson(genesis.url, genesis.body, { 'x-forwarded-for': '198.51.100.1' }),
          await serverFreeze(practice, stranger, '198.51.100.1'),
          await postJson(
            practice.url('/cancellations'),
            { order: built.id, approver: outsider.id, assertion: await assertion(outsider, built.hash) },
            { 'x-forwarded-for': '198.51.100.1' },
          ),
        ];
        return Promise.all(answers.map(async (answer) => (await problemOf(answer)).code));
      }),
    );
    expect(codes).toEqual(['caller_refused', 'caller_refused', 'caller_refused', 'caller_refused']);
  });

  test('refused requests are limited by network, without blocking a records server in the same network', async () => {
    const stranger = await makeSigner();
    const { url, body } = await strangersGenesis([stranger]);
    const ask = (address: string) => postJson(url, body, { 'x-forwarded-for': address });
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask('192.0.2.7')));
    const codes = await Promise.all(answers.map(async (answer) => (await problemOf(answer)).code));
    expect(codes.filter((code) => code === 'quota_network')).toHaveLength(80);
    expect(codes.filter((code) => code === 'caller_refused')).toHaveLength(120);
    expect((await problemOf(await ask('192.0.2.99'))).code).toBe('quota_network');
    expect((await problemOf(await ask('192.0.3.1'))).code).toBe('caller_refused');
    expect((await problemOf(await serverFreeze(practice, stranger, '192.0.2.7'))).code).toBe('quota_network');
    const other = await foundAt('203.0.113.2');
    expect((await serverFreeze(other, recordsServer, '192.0.2.7')).status).toBe(200);
  });

  test('successful requests do not count towards the limit', async () => {
    const { secretary } = practice;
    for (let i = 0; i < 150; i++) {
      const request = {
        aud: running.vaults[0]?.signingKey ?? '',
        iat: Math.floor(clock / 1000),
        jti: toBase64url(random(16)),
        practice: practice.id,
        query: 'quota',
      };
      const jws = await sign(request, jwsTypes.practiceQuery, secretary.signer);
      expect((await postJwsFrom('203.0.114.1', practice.url('/queries'), jws)).status).toBe(200);
    }
  });
});

test('orders that wait for a practice’s lock delay no freeze and no member of another practice', async () => {
  const busy = await foundAt('203.0.113.3');
  const waiting = busy.next({ kind: 'contacts', contacts: ['other@practice.example'] });
  const approvals = await busy.both(waiting);
  const freeze = freezeOrder(practice);
  const signed = [await approve(freeze, practice.approvers[0])];
  const { held, frozen, evaluated, frozenByServer } = await whileLocked(busy.id, async () => {
    const sent = Array.from({ length: 40 }, () => postFrom('203.0.113.3', busy, waiting, approvals));
    const result = {
      evaluated: await evaluateFrom('203.0.113.1', practice.doctor.signer, `scope/${practice.id}`),
      frozen: await postFrom('203.0.113.1', practice, freeze, signed),
      frozenByServer: await serverFreeze(practice, recordsServer, '203.0.113.9'),
    };
    return { ...result, held: sent };
  });
  expect(evaluated.status).toBe(200);
  expect(await frozen.json()).toMatchObject({ status: 'applied' });
  expect(frozenByServer.status).toBe(200);
  practice.moved(freeze);
  await Promise.all(held);
});

test('a due order that cannot be applied does not stop the due orders of other practices', async () => {
  const stuck = await foundAt('203.0.113.5');
  const other = await foundAt('203.0.113.6');
  for (const [address, each] of [
    ['203.0.113.5', stuck],
    ['203.0.113.6', other],
  ] as const) {
    const built = each.next({ kind: 'contacts', contacts: ['other@practice.example'] });
    const approvals = [await approve(built, each.approvers[0]), await signAsKit(built, each.kit)];
    expect(await (await postFrom(address, each, built, approvals)).json()).toMatchObject({ status: 'delayed' });
  }
  await running.databases[0]?.database.query(
    'UPDATE pending_order SET effective_at = CASE practice WHEN $1 THEN 1 ELSE 2 END WHERE practice IN ($1, $2)',
    [stuck.id, other.id],
  );
  const lookAt = (at: TestPractice) => fetch(at.url(''), { headers: { 'x-forwarded-for': '203.0.113.7' } });
  const sequenceOf = async (at: TestPractice): Promise<number | undefined> => {
    const { rows } = (await running.databases[0]?.database.query<{ sequence: number }>(
      'SELECT sequence::integer AS sequence FROM practice WHERE id = $1',
      [at.id],
    )) ?? { rows: [] };
    return rows[0]?.sequence;
  };
  await whileLocked(stuck.id, async () => {
    expect((await lookAt(other)).status).toBe(200);
    expect([await sequenceOf(stuck), await sequenceOf(other)]).toEqual([0, 1]);
  });
  expect((await lookAt(stuck)).status).toBe(200);
  expect(await sequenceOf(stuck)).toBe(1);
});

test('a member evaluates and an approver’s freeze is applied while 128 unknown callers send requests', async () => {
  const own = await foundAt('203.0.113.4');
  const strangers = await Promise.all(Array.from({ length: 24 }, () => makeSigner()));
  const { url, body } = await strangersGenesis(strangers);
  const keySet = 'check/storm.1';
  const [vault] = running.vaults;
  if (vault === undefined) throw new Error('no vault');
  await order(vault, operator, opening(keySet, operator, { perMinute: 10_000, perDay: 100_000 }));
  const elements = someElements(8);
  const storm = new AbortController();
  const attack = async (i: number): Promise<number> => {
    let sent = 0;
    const [stranger = operator] = strangers.slice(i % 24);
    const address = `198.18.${i}.1`;
    while (!storm.signal.aborted) {
      const response =
        i % 3 === 0
          ? await postJson(url, body, { 'x-forwarded-for': address })
          : i % 3 === 1
            ? await evaluateFrom(address, stranger, `scope/${own.id}`)
            : await postJson(`${vault.url}${evaluatePath}`, { keySet, elements }, { 'x-forwarded-for': address });
      await response.arrayBuffer();
      sent += 1;
    }
    return sent;
  };
  const attacks = Array.from({ length: 128 }, (_, i) => attack(i));
  try {
    for (let i = 0; i < 5; i++) {
      const answer = await evaluateFrom('203.0.113.4', own.doctor.signer, `scope/${own.id}`);
      expect(answer.status).toBe(200);
      await answer.arrayBuffer();
    }
    const freeze = freezeOrder(own);
    const answer = await postFrom('203.0.113.4', own, freeze, [await approve(freeze, own.approvers[0])]);
    expect(await answer.json()).toMatchObject({ status: 'applied' });
    const refused = await evaluateAs(running, own.secretary.signer, `scope/${own.id}`);
    expect(refused.status).not.toBe(200);
  } finally {
    storm.abort();
    const sent = await Promise.all(attacks);
    expect(Math.min(...sent)).toBeGreaterThan(0);
  }
});

describe('capacity', () => {
  test('half of the capacity is reserved for callers with a known key', async () => {
    const admission = new Admission(100);
    const known = { practice: practice.id, key: practice.doctor.auth };
    const held = Promise.withResolvers<undefined>();
    const work = () => held.promise;
    const running = [admission.run(30, 'anonymous', work), admission.run(20, 'anonymous', work)];
    await expect(admission.run(1, 'anonymous', work)).rejects.toMatchObject({ code: 'overloaded' });
    running.push(admission.run(50, known, work));
    await expect(admission.run(1, known, work)).rejects.toMatchObject({ code: 'overloaded' });
    held.resolve(undefined);
    await Promise.all(running);
    expect(admission.units).toBe(0);
    await admission.run(100, known, () => Promise.resolve());
  });

  test('networks take turns in a lane, and a network that sends many requests waits behind itself', async () => {
    const database = running.databases[0]?.database;
    if (database === undefined) throw new Error('no database');
    const lane = new Lane(database, 1);
    const first = Promise.withResolvers<undefined>();
    const served: string[] = [];
    const ask = (network: string) =>
      lane.run([network], () => {
        served.push(network);
        return Promise.resolve(undefined);
      });
    const all = [lane.run(['many'], () => first.promise)];
    for (let i = 0; i < 256; i++) all.push(ask('many'));
    await expect(ask('many')).rejects.toMatchObject({ code: 'overloaded' });
    all.push(ask('one'), ask('other'));
    first.resolve(undefined);
    await Promise.all(all);
    expect(served.slice(0, 3)).toEqual(['many', 'one', 'other']);
    expect(served).toHaveLength(258);
  });
});
