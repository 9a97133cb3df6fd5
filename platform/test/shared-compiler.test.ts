import { afterEach, expect, test } from 'vitest';
import { createHttpServer, createLogger, type HttpServer } from '../src/index.ts';

const servers: HttpServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

const logger = createLogger({ service: 'test', level: 'error', now: () => 0, destination: { write: () => undefined } });

/** A server whose route accepts only objects with this member. @returns a function that posts to it */
async function serverFor(member: string, type: 'string' | 'integer') {
  const server = createHttpServer({
    ...{ logger, bodyLimitBytes: 100, requestTimeoutMs: 5_000, stopDeadlineMs: 500 },
    ready: () => Promise.resolve(true),
    problemOf: () => undefined,
  });
  servers.push(server);
  const body = { type: 'object', properties: { [member]: { type } }, required: [member], additionalProperties: false };
  server.app.post('/thing', { schema: { body } }, () => ({ taken: true }));
  const origin = await server.listen({ host: '127.0.0.1', port: 0 });
  return async (sent: object): Promise<number> => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(new URL('/thing', origin), { method: 'POST', headers, body: JSON.stringify(sent) })).status;
  };
}

test('servers of one process validate the same path by their own schemas', async () => {
  const first = await serverFor('name', 'string');
  const second = await serverFor('count', 'integer');
  expect(await first({ name: 'a' })).toBe(200);
  expect(await second({ name: 'a' })).toBe(400);
  expect(await second({ count: 1 })).toBe(200);
  expect(await first({ count: 1 })).toBe(400);
});

test('a later server converts and removes nothing either', async () => {
  await serverFor('name', 'string');
  const later = await serverFor('count', 'integer');
  expect(await later({ count: '1' })).toBe(400);
  expect(await later({ count: 1, more: true })).toBe(400);
});
