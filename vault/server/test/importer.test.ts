import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluatePath, type SignedEvaluate } from '@etanche/core-vault-protocol';
import { jwsTypes, toBase64url } from '@etanche/core-wire';
import { counted } from './support/claim.ts';
import { makeSigner, opening, order, postJws, problemOf, random, sign, someElements } from './support/caller.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';

const operator = await makeSigner();
const importer = await makeSigner();
const start = Date.parse('2026-11-22T10:00:00Z');
let clock = start;
let running: TestFederation;

beforeAll(async () => {
  running = await startTestFederation({ vaults: 2, threshold: 1, operators: [operator.publicKey], now: () => clock });
});
afterAll(() => running.close());

function vaultAt(position: number) {
  const vault = running.vaults[position];
  if (vault === undefined) throw new Error('no vault');
  return vault;
}

let opened = 0;
async function open(units = 1000): Promise<string> {
  opened += 1;
  const keySet = `check/leak-${opened}.1`;
  const right = { key: importer.publicKey, units, until: Math.floor(clock / 1000) + 3600 };
  const content = { keySet, order: 'open' as const, importer: right, ceiling: { perMinute: 10, perDay: 10 } };
  for (const vault of running.vaults) await order(vault, operator, content, clock);
  return keySet;
}

function request(keySet: string, count = 1): SignedEvaluate {
  return {
    aud: vaultAt(0).signingKey,
    iat: Math.floor(clock / 1000),
    jti: toBase64url(random(16)),
    keySet,
    elements: someElements(count),
  };
}

async function send(body: object, options: { signer?: typeof importer; typ?: string; position?: number } = {}) {
  const jws = await sign(body, options.typ ?? jwsTypes.evaluate, options.signer ?? importer);
  return postJws(`${vaultAt(options.position ?? 0).url}${evaluatePath}`, jws);
}

async function used(keySet: string, sort = 'importer'): Promise<number> {
  const [database] = running.databases;
  return database === undefined ? -1 : counted(database.database, `${sort}/${keySet}`);
}

describe('importer', () => {
  test('an importer can use its units in batches of 256, and not one more', async () => {
    const keySet = await open(300);
    const answer = await send(request(keySet, 256));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ keySet, index: 1 });
    expect(await problemOf(await send(request(keySet, 45)))).toMatchObject({ code: 'quota_importer', status: 429 });
    expect((await send(request(keySet, 44))).status).toBe(200);
    expect(await used(keySet)).toBe(300);
  });

  test('an importer is counted separately from anonymous callers', async () => {
    const keySet = await open();
    expect((await send(request(keySet, 200))).status).toBe(200);
    expect(await used(keySet)).toBe(200);
    expect(await used(keySet, 'ceiling')).toBe(0);
  });

  test('one of 20 concurrent copies of one request is accepted', async () => {
    const keySet = await open();
    const jws = await sign(request(keySet), jwsTypes.evaluate, importer);
    const url = `${vaultAt(0).url}${evaluatePath}`;
    const answers = await Promise.all(Array.from({ length: 20 }, () => postJws(url, jws)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(19);
    expect(await used(keySet)).toBe(1);
  });

  test('a right that was closed by an order stays closed', async () => {
    const keySet = await open();
    expect((await order(vaultAt(0), operator, { keySet, order: 'close' }, clock)).status).toBe(200);
    expect(await problemOf(await send(request(keySet)))).toMatchObject({ code: 'caller_refused' });
    const again = opening(keySet, importer, { perMinute: 10, perDay: 10 }, clock);
    expect((await order(vaultAt(0), operator, again, clock)).status).toBe(200);
    expect(await problemOf(await send(request(keySet)))).toMatchObject({ code: 'caller_refused' });
  });

  test('an importer has no right after its time', async () => {
    const keySet = await open();
    clock += 3_600_000;
    expect(await problemOf(await send(request(keySet)))).toMatchObject({ code: 'caller_refused' });
  });

  test('a request cannot be replayed after the clock is set back', async () => {
    const keySet = await open();
    const old = await sign(request(keySet), jwsTypes.evaluate, importer);
    const url = `${vaultAt(0).url}${evaluatePath}`;
    expect((await postJws(url, old)).status).toBe(200);
    clock += 200_000;
    // This request makes the vault forget the first one, whose time is over.
    expect((await send(request(keySet))).status).toBe(200);
    clock -= 200_000;
    expect(await problemOf(await postJws(url, old))).toMatchObject({ code: 'caller_refused' });
    clock += 200_000;
  });
});

describe('signed requests that are refused', () => {
  test.for<[string, (keySet: string) => Promise<Response>]>([
    ['for another vault', (keySet) => send({ ...request(keySet), aud: vaultAt(1).signingKey })],
    ['forwarded to another vault', (keySet) => send(request(keySet), { position: 1 })],
    ['that is too old', (keySet) => send({ ...request(keySet), iat: Math.floor(clock / 1000) - 121 })],
    ['from the future', (keySet) => send({ ...request(keySet), iat: Math.floor(clock / 1000) + 121 })],
    ['by an unknown key', async (keySet) => send(request(keySet), { signer: await makeSigner() })],
    ['by the operator', (keySet) => send(request(keySet), { signer: operator })],
    ['signed for another purpose', (keySet) => send(request(keySet), { typ: jwsTypes.keySetOrder })],
    [
      'with the key id of another key',
      (keySet) => send(request(keySet), { signer: { ...importer, key: operator.key } }),
    ],
    ['with 257 elements', (keySet) => send(request(keySet, 257))],
    ['with an additional field', (keySet) => send({ ...request(keySet), member: 'me' })],
    ['for an unknown key set', () => send(request('check/nowhere.1'))],
    ['for a key set of a practice', () => send(request('scope/practice'))],
  ])('rejects a request %s with the same code', async ([, ask]) => {
    const keySet = await open();
    const response = await ask(keySet);
    expect(response.status).toBe(403);
    const problem = await problemOf(response);
    expect(problem).toEqual({ type: problem.type, title: 'caller refused', status: 403, code: 'caller_refused' });
    expect(await used(keySet)).toBe(0);
  });

  test('rejects a body that is not a JWS with the same code', async () => {
    const response = await postJws(`${vaultAt(0).url}${evaluatePath}`, 'a.b.c');
    expect(await problemOf(response)).toMatchObject({ code: 'caller_refused' });
  });
});
