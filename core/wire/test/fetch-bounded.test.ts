import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FetchError, fetchBounded, fromUtf8, timerSleep, utf8, type FetchRequest, type Sleep } from '../src/index.ts';

const maxBytes = 1000;
const transport = { fetch: globalThis.fetch, sleep: timerSleep, timeoutMs: 100_000 };
/** A timer that ends at once: the time is over before any answer. */
const atOnce: Sleep = () => Promise.resolve();
const failure = (code: string) => expect.objectContaining({ code }) as Error;

let server: Server;
let base: string;
/** The server's answer to each path. */
const answers: Record<string, (response: ServerResponse, request: IncomingMessage) => void> = {
  '/good': (response) => response.end('a'.repeat(maxBytes)),
  '/long': (response) => response.end('a'.repeat(maxBytes + 1)),
  '/endless': (response) => {
    const write = (): void => {
      if (response.destroyed) return;
      response.write('a'.repeat(100));
      setImmediate(write);
    };
    write();
  },
  '/empty': (response) => response.writeHead(204).end(),
  '/silent': () => undefined,
  '/half': (response) => {
    response.writeHead(200, { 'content-length': '10' });
    response.write('half');
    setImmediate(() => response.destroy());
  },
  '/elsewhere': (response) => response.writeHead(302, { location: '/good' }).end(),
  '/refused': (response) => response.writeHead(403).end('refused'),
  '/echo': (response, request) => {
    request.pipe(response);
  },
};
beforeAll(async () => {
  server = createServer((request, response) => answers[request.url ?? '']?.(response, request));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const get = (path: string, more: Partial<FetchRequest> = {}, sleep = timerSleep, signal?: AbortSignal) =>
  fetchBounded({ ...transport, sleep }, { url: `${base}${path}`, maxBytes, ...more }, signal);

describe('a bounded request', () => {
  test('an answer up to the limit is returned, with its status', async () => {
    expect((await get('/good')).body).toHaveLength(maxBytes);
    expect((await get('/empty')).body).toHaveLength(0);
    const { response, body } = await get('/refused');
    expect([response.status, fromUtf8(body ?? new Uint8Array())]).toEqual([403, 'refused']);
  });

  test('a body is sent', async () => {
    const { body } = await get('/echo', { method: 'POST', body: utf8('sent') });
    expect(fromUtf8(body ?? new Uint8Array())).toBe('sent');
  });

  test('only a GET asks for its answer not to be stored: a POST would repeat the preflight in a browser', async () => {
    const caches: unknown[] = [];
    const fetch: typeof globalThis.fetch = (input, init) => {
      caches.push(init?.cache);
      return globalThis.fetch(input, init);
    };
    for (const more of [{}, { cache: 'no-cache' }, { method: 'POST', body: utf8('sent') }] as const)
      await fetchBounded({ ...transport, fetch }, { url: `${base}/echo`, maxBytes, ...more });
    expect(caches).toEqual(['no-store', 'no-cache', 'default']);
  });

  test.for(['/long', '/endless'])('the answer %s above the limit is rejected', async (path) => {
    await expect(get(path)).rejects.toThrow(failure('answer_too_large'));
  });

  test('a redirect is rejected, and so is an answer that breaks off', async () => {
    await expect(get('/elsewhere')).rejects.toThrow(failure('unreachable'));
    await expect(get('/half')).rejects.toThrow(failure('unreachable'));
    await expect(fetchBounded(transport, { url: 'http://127.0.0.1:1', maxBytes })).rejects.toThrow(FetchError);
  });

  test.for(['/silent', '/endless'])('the answer %s ends with the timeout', async (path) => {
    await expect(get(path, { maxBytes: Number.MAX_SAFE_INTEGER }, atOnce)).rejects.toThrow(failure('timeout'));
  });

  test('the caller can end a request, before and after it begins', async () => {
    await expect(get('/silent', {}, timerSleep, AbortSignal.abort())).rejects.toThrow(failure('unreachable'));
    const caller = new AbortController();
    const running = get('/silent', {}, timerSleep, caller.signal);
    caller.abort();
    await expect(running).rejects.toThrow(failure('unreachable'));
  });

  test('a good answer can be handed on unread, and a refusal is still read', async () => {
    const { response, body } = await get('/long', { isStreamed: true });
    expect(body).toBeNull();
    expect(await response.text()).toHaveLength(maxBytes + 1);
    expect((await get('/refused', { isStreamed: true })).body).toHaveLength(7);
  });
});
