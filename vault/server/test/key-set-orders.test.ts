import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keySetStatementSchema, keySetsPath } from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, jwsTypes, parseShape, toBase64url, verifyCompact } from '@etanche/core-wire';
import { makeSigner, opening, order, postJws, problemOf, random, sign } from './support/caller.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';

const operator = await makeSigner();
const rival = await makeSigner();
const importer = await makeSigner();
const clock = Date.parse('2026-11-22T10:00:00Z');
const ceiling = { perMinute: 100, perDay: 1000 };
let running: TestFederation;

beforeAll(async () => {
  running = await startTestFederation({
    vaults: 1,
    operators: [operator.publicKey, rival.publicKey],
    now: () => clock,
    config: { ceiling: { perMinute: 100, perDay: 1000 }, importer: { units: 5000, days: 2 } },
  });
});
afterAll(() => running.close());

function theVault() {
  const [vault] = running.vaults;
  if (vault === undefined) throw new Error('no vault');
  return vault;
}

const send = (content: Parameters<typeof order>[2], signer = operator) => order(theVault(), signer, content, clock);

/** An `open` order with some content changed. */
function altered(keySet: string, change: { units?: number; until?: number; perMinute?: number; perDay?: number }) {
  const { units = 1000, until = clock / 1000 + 3600, ...limits } = change;
  return {
    keySet,
    order: 'open' as const,
    importer: { key: importer.publicKey, units, until },
    ceiling: { ...ceiling, ...limits },
  };
}

describe('an order to open a key set', () => {
  test('an order is answered by a signed statement, which stays the same', async () => {
    const response = await send(opening('check/a.1', importer, ceiling, clock));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/jose');
    const jws = await response.text();
    const key = fromBase64url(theVault().signingKey, 32);
    const { payload } = await verifyCompact(jws, jwsTypes.keySetStatement, key);
    const statement = parseShape(keySetStatementSchema, JSON.parse(fromUtf8(payload)), 'statement');
    expect(statement).toMatchObject({ keySet: 'check/a.1', vaults: 1, threshold: 1, index: 1 });
    expect(await (await fetch(`${theVault().url}${keySetsPath}/check/a.1`)).text()).toBe(jws);
    expect(await (await send(opening('check/a.1', importer, ceiling, clock))).text()).toBe(jws);
  });

  test.for<[string, Parameters<typeof order>[2]]>([
    ['different content than before', altered('check/b.1', { units: 999 })],
    ['a ceiling per minute above the configuration', altered('check/c.1', { perMinute: 101 })],
    ['a ceiling per day above the configuration', altered('check/c.1', { perDay: 1001 })],
    ['more units than an importer may have', altered('check/c.1', { units: 5001 })],
    ['a right that lasts too long', altered('check/c.1', { until: clock / 1000 + 2 * 86_400 + 1 })],
    ['a key set of a practice', altered('scope/c', {})],
    ['a name without a version', altered('check/c', {})],
    ['a version with a leading zero', altered('check/c.01', {})],
  ])('rejects an order with %s', async ([, content]) => {
    await send(altered('check/b.1', {}));
    const response = await send(content);
    expect(response.status).toBe(409);
    expect(await problemOf(response)).toMatchObject({ code: 'order_refused' });
  });

  test('rejects an order on an index of another operator', async () => {
    await send(altered('check/mine.1', {}));
    expect(await problemOf(await send(altered('check/mine.2', {}), rival))).toMatchObject({ code: 'order_refused' });
    expect(await problemOf(await send(altered('check/mine.1', {}), rival))).toMatchObject({ code: 'order_refused' });
    const other = await send({ keySet: 'check/mine.1', order: 'withdraw' }, rival);
    expect(await problemOf(other)).toMatchObject({ code: 'key_set_unknown' });
  });
});

describe('orders of any kind', () => {
  const content = altered('check/d.1', {});
  const envelope = () => ({ aud: theVault().signingKey, iat: clock / 1000, jti: toBase64url(random(16)) });
  const post = async (body: object, signer = operator, typ: string = jwsTypes.keySetOrder) =>
    postJws(`${theVault().url}${keySetsPath}`, await sign(body, typ, signer));

  test.for<[string, () => Promise<Response>]>([
    ['by a key that is not in the configuration', async () => post({ ...envelope(), ...content }, await makeSigner())],
    ['for another vault', () => post({ ...envelope(), ...content, aud: importer.publicKey })],
    ['from another time', () => post({ ...envelope(), ...content, iat: clock / 1000 - 121 })],
    ['signed for another purpose', () => post({ ...envelope(), ...content }, operator, jwsTypes.evaluate)],
    ['that is malformed', () => post({ ...envelope(), ...content, order: 'enlarge' })],
  ])('rejects an order %s', async ([, ask]) => {
    const response = await ask();
    expect(response.status).toBe(403);
    expect(await problemOf(response)).toMatchObject({ code: 'caller_refused' });
    expect((await fetch(`${theVault().url}${keySetsPath}/check/d.1`)).status).toBe(404);
  });

  test('rejects a repeated order', async () => {
    const body = { ...envelope(), ...altered('check/e.1', {}) };
    expect((await post(body)).status).toBe(200);
    expect(await problemOf(await post(body))).toMatchObject({ code: 'caller_refused' });
  });

  test('rejects an unsigned order', async () => {
    const response = await fetch(`${theVault().url}${keySetsPath}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(await problemOf(response)).toMatchObject({ code: 'request_invalid' });
  });
});

test('the statement of a withdrawn key set is no longer available', async () => {
  await send(altered('check/f.1', {}));
  await send({ keySet: 'check/f.1', order: 'withdraw' });
  const response = await fetch(`${theVault().url}${keySetsPath}/check/f.1`);
  expect(await problemOf(response)).toMatchObject({ code: 'key_set_withdrawn', status: 410 });
  expect(await problemOf(await send({ keySet: 'check/f.1', order: 'close' }))).toMatchObject({
    code: 'key_set_withdrawn',
  });
});

test.for(['check/nowhere.1', 'check/UPPER', 'other/x', 'check/..%2f..'])('there is no statement of %s', async (id) => {
  const response = await fetch(`${theVault().url}${keySetsPath}/${id}`);
  expect(response.status).toBe(404);
});

test('a vault returns its identity', async () => {
  const { index, signingKey, url } = theVault();
  expect(await (await fetch(`${url}/v1/vault`)).json()).toEqual({
    index,
    vaults: 1,
    threshold: 1,
    suite: 'ristretto255-SHA512',
    signingKey,
  });
});
