import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluatePath, solveWork, type EvaluateRequest } from '@etanche/core-vault-protocol';
import { toBase64url } from '@etanche/core-wire';
import { createHash } from 'node:crypto';
import { counted } from './support/claim.ts';
import { makeSigner, opening, order, postJson, problemOf, someElements } from './support/caller.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';

const operator = await makeSigner();
const importer = await makeSigner();
let clock = Date.parse('2026-11-22T10:00:00Z');
let running: TestFederation;
let url = '';

beforeAll(async () => {
  running = await startTestFederation({
    vaults: 1,
    operators: [operator.publicKey],
    now: () => clock,
    config: {
      trustedHops: 1,
      network: { perDay: 600, burst: 300, networks: 1000 },
      work: { fromPercent: 80, leastBits: 4, mostBits: 8, remembered: 1000 },
    },
  });
  url = `${running.vaults[0]?.url ?? ''}${evaluatePath}`;
});
afterAll(() => running.close());

let opened = 0;
async function open(ceiling: { perMinute: number; perDay: number }, purpose = 'check'): Promise<string> {
  opened += 1;
  const keySet = `${purpose}/leak-${opened}.1`;
  const [vault] = running.vaults;
  if (vault === undefined) throw new Error('no vault');
  await order(vault, operator, opening(keySet, importer, ceiling, clock), clock);
  return keySet;
}

let networks = 0;
/** Headers of a caller in a network that was not used before. */
function stranger(): Record<string, string> {
  networks += 1;
  return { 'x-forwarded-for': `10.${networks >> 8}.${networks & 255}.7` };
}

async function ceilingUsed(keySet: string): Promise<number> {
  const [database] = running.databases;
  if (database === undefined) throw new Error('no database');
  return counted(database.database, `ceiling/${keySet}`);
}

describe('malformed requests', () => {
  const good = someElements(1)[0] ?? '';
  const bodies: [string, unknown][] = [
    ['no elements', { keySet: 'check/leak.1' }],
    ['an empty list', { keySet: 'check/leak.1', elements: [] }],
    ['21 elements', { keySet: 'check/leak.1', elements: Array.from({ length: 21 }, () => good) }],
    ['an unknown field', { keySet: 'check/leak.1', elements: [good], member: 'me' }],
    ['a number for an element', { keySet: 'check/leak.1', elements: [7] }],
    ['a short element', { keySet: 'check/leak.1', elements: [good.slice(1)] }],
    ['an unknown purpose', { keySet: 'other/leak.1', elements: [good] }],
    ['a name with capitals', { keySet: 'check/Leak.1', elements: [good] }],
    ['a list for the body', [1]],
  ];
  test.for(bodies)('rejects a body with %s and counts nothing', async ([, body]) => {
    const response = await postJson(url, body, stranger());
    expect(response.status).toBe(400);
    expect(await problemOf(response)).toMatchObject({ code: 'request_invalid', status: 400 });
  });

  const texts: [string, string, string][] = [
    ['invalid JSON', 'application/json', '{'],
    ['a body without a type', '', '{}'],
    ['plain text', 'text/plain', '{}'],
    ['a body that is too large', 'application/json', `{"keySet":"${'x'.repeat(70_000)}"}`],
  ];
  test.for(texts)('rejects %s and counts nothing', async ([, type, body]) => {
    const headers = { ...stranger(), 'content-type': type };
    const response = await fetch(url, { method: 'POST', headers, body });
    expect(await problemOf(response)).toMatchObject({ code: 'request_invalid' });
  });

  const elements: [string, Uint8Array<ArrayBuffer>][] = [
    ['the identity', new Uint8Array(32)],
    ['an encoding above the field', new Uint8Array(32).fill(0xff)],
    ['a negative encoding', Uint8Array.of(1, ...new Uint8Array(31))],
  ];
  test.for(elements)('rejects as an element: %s', async ([, bytes]) => {
    const keySet = await open({ perMinute: 50, perDay: 50 });
    const body = { keySet, elements: [...someElements(1), toBase64url(bytes)] };
    const response = await postJson(url, body, stranger());
    expect(await problemOf(response)).toMatchObject({ code: 'element_invalid', status: 400 });
    expect(await ceilingUsed(keySet)).toBe(0);
  });

  test('rejects a request that did not come through the proxy', async () => {
    const keySet = await open({ perMinute: 50, perDay: 50 });
    const response = await postJson(url, { keySet, elements: someElements(1) });
    expect(await problemOf(response)).toMatchObject({ code: 'request_invalid' });
  });
});

describe('key sets', () => {
  test('the key sets of a practice are unknown to anonymous callers', async () => {
    const response = await postJson(url, { keySet: 'scope/practice', elements: someElements(1) }, stranger());
    expect(await problemOf(response)).toMatchObject({ code: 'key_set_unknown' });
  });

  test('a withdrawn key set is refused permanently', async () => {
    const keySet = await open({ perMinute: 50, perDay: 50 });
    const [vault] = running.vaults;
    if (vault === undefined) throw new Error('no vault');
    await order(vault, operator, { keySet, order: 'withdraw' }, clock);
    const response = await postJson(url, { keySet, elements: someElements(1) }, stranger());
    expect(response.status).toBe(410);
    expect(await problemOf(response)).toMatchObject({ code: 'key_set_withdrawn' });
    const again = await order(vault, operator, opening(keySet, importer, { perMinute: 50, perDay: 50 }, clock), clock);
    expect(again.status).toBe(410);
  });
});

describe('quotas', () => {
  test('200 concurrent requests on a ceiling of 50 are granted exactly 50 units', async () => {
    const keySet = await open({ perMinute: 63, perDay: 63 });
    const requests = Array.from({ length: 200 }, () =>
      postJson(url, { keySet, elements: someElements(1) }, stranger()),
    );
    const statuses = (await Promise.all(requests)).map(({ status }) => status);
    // Without proof of work a request may use at most 80 % of 63.
    expect(statuses.filter((status) => status === 200)).toHaveLength(50);
    expect(statuses.filter((status) => status === 429)).toHaveLength(150);
    expect(await ceilingUsed(keySet)).toBe(50);
  });

  test('one network reaches its limit while another is served, and refusals count nothing in the store', async () => {
    const keySet = await open({ perMinute: 10_000, perDay: 10_000 });
    const greedy = stranger();
    const body = () => ({ keySet, elements: someElements(20) });
    for (let i = 0; i < 15; i++) expect((await postJson(url, body(), greedy)).status).toBe(200);
    const refused = await Promise.all(Array.from({ length: 30 }, () => postJson(url, body(), greedy)));
    const problems = await Promise.all(refused.map(problemOf));
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['quota_network']));
    expect(refused[0]?.headers.get('retry-after')).toBe(String(problems[0]?.retryAfter));
    expect(await ceilingUsed(keySet)).toBe(300);
    expect((await postJson(url, body(), stranger())).status).toBe(200);
    // 20 units return in 20/300 of a day.
    clock += (problems[0]?.retryAfter ?? 0) * 1000;
    expect((await postJson(url, body(), greedy)).status).toBe(200);
    expect((await postJson(url, body(), greedy)).status).toBe(429);
  });

  test('letter codes are counted separately in a network that has used its other units', async () => {
    const keySet = await open({ perMinute: 10_000, perDay: 10_000 });
    const letters = await open({ perMinute: 10_000, perDay: 10_000 }, 'check-code');
    const greedy = stranger();
    for (let i = 0; i < 15; i++) await postJson(url, { keySet, elements: someElements(20) }, greedy);
    expect((await postJson(url, { keySet, elements: someElements(1) }, greedy)).status).toBe(429);
    expect((await postJson(url, { keySet: letters, elements: someElements(1) }, greedy)).status).toBe(200);
  });

  test('a refusal by the ceiling gives the time after which a retry succeeds', async () => {
    const keySet = await open({ perMinute: 10, perDay: 100 });
    const ask = () => postJson(url, { keySet, elements: someElements(8) }, stranger());
    expect((await ask()).status).toBe(200);
    const { code, retryAfter } = await problemOf(await ask());
    expect(code).toBe('quota_ceiling');
    clock += (retryAfter ?? 0) * 1000;
    expect((await ask()).status).toBe(200);
  });
});

describe('near the ceiling', () => {
  const sha256 = (message: Uint8Array) => createHash('sha256').update(message).digest();

  async function paid(request: EvaluateRequest): Promise<EvaluateRequest> {
    const { code, work } = await problemOf(await postJson(url, request, stranger()));
    expect(code).toBe('work_required');
    const challenge = Buffer.from(work?.challenge ?? '', 'base64url');
    const nonce = solveWork(request, new Uint8Array(challenge), work?.bits ?? 99, sha256);
    return { ...request, work: { challenge: work?.challenge ?? '', nonce } };
  }

  test('a solution of proof of work is valid once, for its own request', async () => {
    const keySet = await open({ perMinute: 10, perDay: 1000 });
    expect((await postJson(url, { keySet, elements: someElements(8) }, stranger())).status).toBe(200);
    const request = await paid({ keySet, elements: someElements(1) });
    const other = { ...request, elements: someElements(1) };
    expect(await problemOf(await postJson(url, other, stranger()))).toMatchObject({ code: 'work_required' });
    expect((await postJson(url, request, stranger())).status).toBe(200);
    expect(await problemOf(await postJson(url, request, stranger()))).toMatchObject({ code: 'work_required' });
  });

  test('a solution is rejected after two minutes', async () => {
    const keySet = await open({ perMinute: 1000, perDay: 10 });
    expect((await postJson(url, { keySet, elements: someElements(8) }, stranger())).status).toBe(200);
    const request = await paid({ keySet, elements: someElements(1) });
    clock += 120_000;
    expect(await problemOf(await postJson(url, request, stranger()))).toMatchObject({ code: 'work_required' });
  });

  test('proof of work does not exceed the ceiling', async () => {
    const keySet = await open({ perMinute: 1000, perDay: 10 });
    expect((await postJson(url, { keySet, elements: someElements(8) }, stranger())).status).toBe(200);
    const request = await paid({ keySet, elements: someElements(2) });
    expect((await postJson(url, request, stranger())).status).toBe(200);
    const beyond = await postJson(url, { keySet, elements: someElements(1) }, stranger());
    expect(await problemOf(beyond)).toMatchObject({ code: 'quota_ceiling' });
  });
});

test('any origin may send requests and read the retry time', async () => {
  const preflight = await fetch(url, { method: 'OPTIONS', headers: { origin: 'https://example.fr' } });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  expect(preflight.headers.get('access-control-allow-headers')).toBe('Content-Type');
  expect(preflight.headers.get('access-control-max-age')).toBe('86400');
  expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
  const answer = await postJson(url, {}, stranger());
  expect(answer.headers.get('access-control-expose-headers')).toBe('Retry-After');
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
});

test('unknown paths are not found', async () => {
  const response = await fetch(new URL('/v1/secrets', url));
  expect(response.status).toBe(404);
  expect(await problemOf(response)).toMatchObject({ code: 'not_found' });
});
