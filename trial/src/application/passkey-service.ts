import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { object, parseShape } from '@etanche/core-wire';
import type { SoftwarePasskeys } from '@etanche/records-passkey';

const requestSchema = object({
  key: { type: 'string', minLength: 1, maxLength: 40 },
  options: { type: 'object', additionalProperties: true, maxProperties: 16 } as const,
});
const mostBytes = 16_384;

export type PasskeyService = AsyncDisposable & { readonly url: string };

/**
 * Signs in for the people of a demonstration, to whom the page shows one button each. Only pages of `origin` on this
 * computer may ask: everybody who reaches this service is every person of the practice.
 */
export async function startPasskeyService(
  port: number,
  origin: string,
  passkeys: ReadonlyMap<string, SoftwarePasskeys>,
): Promise<PasskeyService> {
  const server = createServer((request, response) => {
    void answer(request, response, origin, passkeys).catch(() => {
      response.writeHead(400).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://localhost:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  passkeys: ReadonlyMap<string, SoftwarePasskeys>,
): Promise<void> {
  if (request.headers.origin !== origin) {
    response.writeHead(403).end();
    return;
  }
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('vary', 'Origin');
  if (request.method === 'OPTIONS') {
    response.setHeader('access-control-allow-headers', 'Content-Type');
    response.setHeader('access-control-allow-methods', 'POST');
    response.writeHead(204).end();
    return;
  }
  if (request.method !== 'POST' || request.url !== '/passkey') {
    response.writeHead(404).end();
    return;
  }
  const { key, options } = parseShape(requestSchema, JSON.parse(await bodyOf(request)), 'request');
  const person = passkeys.get(key);
  if (person === undefined) {
    response.writeHead(404).end();
    return;
  }
  const credential = await person.get(options as unknown as Parameters<SoftwarePasskeys['get']>[0]);
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(credential));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > mostBytes) throw new RangeError('the request is too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
