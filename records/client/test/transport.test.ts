import { toRecordId } from '@etanche/core-wire';
import type { Write } from '@etanche/core-records-protocol';
import { timerSleep } from '@etanche/vault-client';
import { describe, expect, test } from 'vitest';
import { createServer } from '../src/transport/call.ts';
import { problem, startAnswering, type Answer } from './support/answering-server.ts';
import { random, testOptions, type OptionsChange } from './support/options.ts';

const scope = toRecordId(random(16));
const sessions: Answer = { status: 200, body: { sessions: [] } };

function calling(url: string, token: string | null = null, change: OptionsChange = {}) {
  return createServer(testOptions(url, change), () => token);
}

describe('a call', () => {
  test('fills the path and the query, sends the token, and reads the answer', async () => {
    await using server = await startAnswering({ status: 200, body: { accesses: [], next: 3 } });
    const answer = await calling(`${server.url}/`, 'tok').call('accesses', {
      params: { scope },
      query: { before: 12 },
    });
    expect(answer).toEqual({ accesses: [], next: 3 });
    expect(server.asked[0]).toMatchObject({
      method: 'GET',
      url: `/v1/scopes/${scope}/accesses?before=12`,
      headers: { authorization: 'Bearer tok' },
    });
    expect(server.asked[0]?.headers).not.toHaveProperty('cookie');
  });

  test('is not sent without TLS to another machine', async () => {
    const asked: unknown[] = [];
    const fetch = (url: unknown): Promise<Response> => {
      asked.push(url);
      return Promise.resolve(Response.json({ sessions: [] }));
    };
    const calls = calling('http://records.example', 't', { environment: { fetch } }).call('sessions');
    await expect(calls).rejects.toMatchObject({ code: 'server_untrusted' });
    expect(asked).toEqual([]);
    await calling('https://records.example', 't', { environment: { fetch } }).call('sessions');
    expect(asked).toHaveLength(1);
  });

  test('escapes the parameters of a path', async () => {
    await using server = await startAnswering({ status: 204 });
    await calling(server.url).call('endSession', { params: { session: '../x?y' } });
    expect(server.asked[0]?.url).toBe('/v1/sessions/..%2Fx%3Fy');
  });

  test('completes for a route without an answer', async () => {
    await using server = await startAnswering({ status: 204 });
    await calling(server.url, 't').call('signOut');
    expect(server.asked[0]).toMatchObject({ method: 'POST', url: '/v1/sign-out', body: '' });
  });

  test.each<[string, Answer]>([
    ['an answer of another shape', { status: 200, body: { sessions: {} } }],
    ['an answer with an additional field', { status: 200, body: { sessions: [], more: true } }],
    ['an answer that is not JSON', { status: 200, raw: '{' }],
    ['an answer that is not UTF-8', { status: 200, raw: Buffer.from([0x22, 0xff, 0x22]) }],
    ['a refusal without a problem document', { status: 418, type: 'text/html', raw: '<h1>' }],
    ['a problem with an unknown code', problem(400, 'whatever')],
    ['a malformed problem', { status: 400, raw: '{"code":' }],
    ['a proxy’s page in place of a patient', { status: 404, type: 'text/html', raw: '<h1>Not Found</h1>' }],
    ['a login page', { status: 200, type: 'text/html', raw: '<form>' }],
    ['an empty answer', { status: 200, raw: '' }],
  ])('rejects %s', async (_, answer) => {
    await using server = await startAnswering(answer);
    await expect(calling(server.url, 't').call('sessions')).rejects.toMatchObject({ code: 'answer_invalid' });
  });

  test('throws the stable code of a problem, with the problem document', async () => {
    await using server = await startAnswering(problem(409, 'conflict', { sequence: 7 }));
    const body = { kind: 'edit', head: 'a.b.c', packs: [] } satisfies Write;
    const writing = calling(server.url, 't').call('write', { params: { scope }, body });
    await expect(writing).rejects.toMatchObject({ code: 'conflict', problem: { sequence: 7 } });
    expect(server.asked).toHaveLength(1);
  });

  test('follows no redirect', async () => {
    await using server = await startAnswering({ status: 302, raw: '' });
    const options = testOptions(server.url, { retry: { attempts: 1, firstWaitMs: 1, longestWaitMs: 1 } });
    const asked = createServer(options, () => 't').call('sessions');
    await expect(asked).rejects.toMatchObject({ code: expect.stringMatching(/unreachable|answer_invalid/) as string });
  });

  test('ends after its time limit', async () => {
    await using server = await startAnswering(sessions);
    const fetch: typeof globalThis.fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => {
          reject(new Error('aborted'));
        });
      });
    const retry = { attempts: 1, firstWaitMs: 1, longestWaitMs: 1 };
    const call = calling(server.url, 't', { environment: { fetch }, timeoutMs: 5, retry }).call('sessions');
    await expect(call).rejects.toMatchObject({ code: 'unreachable' });
  });

  test('ends if its caller aborts it', async () => {
    await using server = await startAnswering(sessions);
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    const call = calling(server.url, 't').call('sessions', { signal: controller.signal });
    await expect(call).rejects.toThrow('enough');
    expect(server.asked).toHaveLength(0);
  });
});

describe('a request that failed', () => {
  test.each<[string, Answer]>([
    ['a broken connection', null],
    ['an overloaded server', problem(503, 'overloaded')],
    ['an unavailable store', problem(503, 'store_unavailable')],
    ['a gateway error', { status: 502, type: 'text/html', raw: 'bad gateway' }],
    ...[408, 429, 500, 501, 503, 504, 520, 599].map((status): [string, Answer] => [
      `a proxy’s page with status ${status}`,
      { status, type: 'text/html', raw: '<h1>' },
    ]),
    ['a failure with a truncated problem document', { status: 500, raw: '{"code":' }],
  ])('is sent again after %s', async (_, failure) => {
    await using server = await startAnswering(failure, failure, sessions);
    expect(await calling(server.url, 't').call('sessions')).toEqual({ sessions: [] });
    expect(server.asked).toHaveLength(3);
  });

  test('is not sent again after the last attempt', async () => {
    await using server = await startAnswering(null);
    await expect(calling(server.url, 't').call('sessions')).rejects.toMatchObject({ code: 'unreachable' });
    expect(server.asked).toHaveLength(3);
  });

  test('keeps its idempotency key if it is a write', async () => {
    const member = toRecordId(random(16));
    const invited = { member, invitation: 'A'.repeat(43), expires: 1 };
    await using server = await startAnswering(null, { status: 200, body: invited });
    const body = { name: 'Ada', roles: ['doctor' as const] };
    expect(await calling(server.url, 't').call('invite', { body })).toEqual(invited);
    const keys = server.asked.map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(keys[1]).toBe(keys[0]);
    await calling(server.url, 't').call('invite', { body });
    expect(server.asked[2]?.headers['idempotency-key']).not.toBe(keys[0]);
  });

  test('is reported as a write that may have arrived, also if a later attempt is rejected early', async () => {
    const body = { kind: 'edit', head: 'a.b.c', packs: [] } satisfies Write;
    const write = (url: string) => calling(url, 't').call('write', { params: { scope }, body });
    for (const door of [problem(503, 'vaults_unreachable'), problem(401, 'unauthenticated')]) {
      await using lost = await startAnswering(null, door);
      await expect(write(lost.url)).rejects.toMatchObject({ code: 'unreachable' });
      await using turned = await startAnswering(problem(503, 'overloaded'), door);
      await expect(write(turned.url)).rejects.toMatchObject({
        code: expect.stringMatching(/vaults_unreachable|unauthenticated/) as string,
      });
      await using read = await startAnswering(null, door);
      await expect(calling(read.url, 't').call('sessions')).rejects.not.toMatchObject({ code: 'unreachable' });
    }
  });

  test('is reported as a write that did not arrive, if a later attempt is refused for its content', async () => {
    await using server = await startAnswering(null, problem(409, 'conflict', { sequence: 2 }));
    const body = { kind: 'edit', head: 'a.b.c', packs: [] } satisfies Write;
    const writing = calling(server.url, 't').call('write', { params: { scope }, body });
    await expect(writing).rejects.toMatchObject({ code: 'conflict' });
  });

  test('is not sent again if it is neither a read nor idempotent', async () => {
    await using server = await startAnswering(null);
    const body = { challengeId: 'A'.repeat(22), credential: {} };
    await expect(calling(server.url).call('signIn', { body })).rejects.toMatchObject({ code: 'unreachable' });
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]?.headers).not.toHaveProperty('idempotency-key');
  });

  test('is not sent again after a permanent refusal', async () => {
    await using server = await startAnswering(problem(403, 'forbidden'));
    await expect(calling(server.url, 't').call('sessions')).rejects.toMatchObject({ code: 'forbidden' });
    expect(server.asked).toHaveLength(1);
  });

  test('is sent again after the wait that the server asks for, unless that is too long', async () => {
    const waits: number[] = [];
    const sleep = (ms: number, signal: AbortSignal): Promise<void> => {
      // The time limit of the request itself.
      if (ms === 10_000) return timerSleep(ms, signal);
      waits.push(ms);
      return Promise.resolve();
    };
    await using patient = await startAnswering(problem(503, 'overloaded', { retryAfter: 2 }), sessions);
    await calling(patient.url, 't', { environment: { sleep } }).call('sessions');
    expect(waits).toEqual([2000]);
    await using busy = await startAnswering(problem(503, 'overloaded', { retryAfter: 60 }), sessions);
    await expect(calling(busy.url, 't', { environment: { sleep } }).call('sessions')).rejects.toMatchObject({
      code: 'overloaded',
      problem: { retryAfter: 60 },
    });
    expect(busy.asked).toHaveLength(1);
  });
});

describe('a binary', () => {
  const binary = toRecordId(random(16));

  test('is stored from bytes', async () => {
    const stored = { binary, bytes: 3, sha256: 'A'.repeat(43) };
    await using server = await startAnswering({ status: 200, body: stored });
    const query = { compartment: 'clinical' as const, epoch: 1, salt: 'A'.repeat(43) };
    const body = Uint8Array.of(1, 2, 3);
    expect(await calling(server.url, 't').upload({ params: { scope, binary }, query, body })).toEqual(stored);
    expect(server.asked[0]).toMatchObject({
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: '\u0001\u0002\u0003',
    });
  });

  test('is read as a stream with its headers', async () => {
    await using server = await startAnswering({ status: 200, type: 'application/octet-stream', raw: Buffer.of(9, 8) });
    const { headers, body } = await calling(server.url, 't').download({ params: { scope, binary } });
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(new Uint8Array(await new Response(body).arrayBuffer())).toEqual(Uint8Array.of(9, 8));
  });

  test('that is refused throws the code of the problem', async () => {
    await using server = await startAnswering(problem(404, 'not_found'));
    const reading = calling(server.url, 't').download({ params: { scope, binary } });
    await expect(reading).rejects.toMatchObject({ code: 'not_found' });
  });
});
