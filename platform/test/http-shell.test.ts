import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Registry, Counter } from 'prom-client';
import { createHttpServer, createLogger, createMetricsServer, PlatformError, type HttpServer } from '../src/index.ts';
import { RefusalDelay } from '../src/http/refusal-delay.ts';

describe('createHttpServer', () => {
  let lines: string[];
  let ready: () => Promise<boolean>;
  let server: HttpServer;
  let origin: URL;
  let accepted: PromiseWithResolvers<void>;
  let finish: PromiseWithResolvers<void>;

  beforeEach(async () => {
    lines = [];
    ready = () => Promise.resolve(true);
    server = createHttpServer({
      logger: createLogger({
        service: 'test',
        level: 'debug',
        now: () => 0,
        destination: { write: (line) => void lines.push(line) },
      }),
      bodyLimitBytes: 100,
      requestTimeoutMs: 5_000,
      stopDeadlineMs: 500,
      ready: () => ready(),
      problemOf: (error) =>
        error instanceof PlatformError
          ? {
              status: 429,
              code: error.code,
              retryAfter: 7,
              more: { bits: 3 },
              isExpected: error.message === 'expected',
            }
          : undefined,
    });
    server.app.post('/echo', (request) => request.body);
    server.app.get('/refuses', async () => Promise.reject(new PlatformError('schema_newer', 'never shown')));
    server.app.get('/answers', async () => Promise.reject(new PlatformError('schema_newer', 'expected')));
    server.app.get('/breaks/:secret', async () => Promise.reject(new Error('hunter2 in SELECT * FROM people')));
    accepted = Promise.withResolvers();
    finish = Promise.withResolvers();
    server.app.get('/hangs', () => {
      accepted.resolve();
      return new Promise(() => undefined);
    });
    server.app.get('/slow', async () => {
      accepted.resolve();
      await finish.promise;
      return { done: true };
    });
    origin = await server.listen({ host: '127.0.0.1', port: 0 });
  });

  afterEach(async () => {
    await server.stop();
  });

  const ask = (path: string, init: RequestInit = {}) => fetch(new URL(path, origin), init);
  const post = (body: string, type = 'application/json') =>
    ask('/echo', { method: 'POST', body, headers: { 'content-type': type } });

  test('an error that the caller expects is not held back, and every other one may be', async () => {
    const wait = vi.spyOn(RefusalDelay.prototype, 'wait');
    expect((await ask('/answers')).status).toBe(429);
    expect(wait).not.toHaveBeenCalled();
    await ask('/refuses');
    await ask('/nowhere');
    expect(wait).toHaveBeenCalledTimes(2);
    wait.mockRestore();
  });

  test('an expected error is sent as a problem with its code, Retry-After and members', async () => {
    const answer = await ask('/refuses');
    expect(answer.status).toBe(429);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(await answer.json()).toEqual({
      type: 'urn:etanche:problem:schema_newer',
      title: 'schema newer',
      status: 429,
      code: 'schema_newer',
      retryAfter: 7,
      bits: 3,
    });
  });

  test('an unexpected error is not described in the response, and the log only has its source', async () => {
    const answer = await ask('/breaks/hunter2');
    expect(answer.status).toBe(500);
    const body = await answer.text();
    expect(JSON.parse(body)).toMatchObject({ code: 'internal_error' });
    expect(body + lines.join('')).not.toContain('hunter2');
    expect(JSON.parse(lines.join(''))).toMatchObject({
      event: 'request_failed',
      route: '/breaks/:secret',
      requestId: answer.headers.get('x-request-id'),
      errorName: 'Error',
    });
  });

  test.each([
    ['no such path', () => ask('/nothing'), 404, 'not_found'],
    ['a path that cannot be decoded', () => ask('/breaks/%E0%A4%A'), 400, 'request_invalid'],
    ['a body too large', () => post(JSON.stringify('x'.repeat(200))), 413, 'request_invalid'],
    ['a body that is no JSON', () => post('{'), 400, 'request_invalid'],
    ['a body of another type', () => post('x', 'text/plain'), 415, 'request_invalid'],
    ['__proto__ in a body', () => post('{"__proto__":{"x":1}}'), 400, 'request_invalid'],
  ])('a request with %s is rejected with a problem', async (_name, request, status, code) => {
    const answer = await request();
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ status, code });
  });

  test.each(['/healthz', '/nothing', '/refuses', '/breaks/x'])(
    'the response has strict headers on %s',
    async (path) => {
      const { headers } = await ask(path, { headers: { 'x-request-id': 'chosen', origin: 'https://evil.example' } });
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
      expect([...headers.values()].join(' ')).not.toMatch(/chosen|evil/);
    },
  );

  test.each([
    ['is ready', () => Promise.resolve(true), 200],
    ['is not ready', () => Promise.resolve(false), 503],
    ['cannot determine its state', () => Promise.reject(new Error('no')), 503],
  ])('a server that %s answers /readyz, and is always healthy', async (_name, answer, status) => {
    ready = answer;
    expect((await ask('/readyz')).status).toBe(status);
    expect((await ask('/healthz')).status).toBe(200);
  });

  test('a stopping server answers accepted requests and accepts no more', async () => {
    const asked = ask('/slow');
    await accepted.promise;
    const stopped = server.stop();
    finish.resolve();
    const answer = await asked;
    expect(await answer.json()).toEqual({ done: true });
    // A caller that keeps its connection open would delay the stop until the deadline.
    expect(answer.headers.get('connection')).toBe('close');
    await stopped;
    await expect(ask('/healthz')).rejects.toThrow();
  });

  test('connections that do not end are closed at the deadline', async () => {
    const hanging = ask('/hangs');
    const outcome = hanging.then(
      () => 'answered',
      () => 'cut',
    );
    await accepted.promise;
    await server.stop();
    expect(await outcome).toBe('cut');
  });

  test('the error for a used port is a readable sentence', async () => {
    const other = createHttpServer({
      logger: createLogger({ service: 'test', level: 'silent', now: () => 0, destination: undefined }),
      bodyLimitBytes: 100,
      requestTimeoutMs: 5_000,
      stopDeadlineMs: 500,
      ready: () => Promise.resolve(true),
      problemOf: () => undefined,
    });
    await expect(other.listen({ host: '127.0.0.1', port: Number(origin.port) })).rejects.toMatchObject({
      code: 'address_unavailable',
      message: `Port ${origin.port} of 127.0.0.1: another program already uses it.`,
    });
    await other.stop();
  });

  test('metrics are served on a separate listener', async () => {
    const registry = new Registry();
    new Counter({ name: 'units', help: 'units', registers: [registry] }).inc(3);
    const logger = createLogger({ service: 'test', level: 'silent', now: () => 0, destination: undefined });
    await using metrics = createMetricsServer({ registry, logger });
    const address = await metrics.listen({ host: '127.0.0.1', port: 0 });
    expect(await (await fetch(new URL('/metrics', address))).text()).toContain('units 3');
    expect((await ask('/metrics')).status).toBe(404);
  });
});
