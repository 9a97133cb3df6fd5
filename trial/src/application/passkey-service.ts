import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { object, parseShape } from '@etanche/core-wire';
import type { SoftwarePasskeys } from '@etanche/records-passkey';

const requestSchema = object({
  key: { type: 'string', minLength: 1, maxLength: 40 },
  options: { type: 'object', additionalProperties: true, maxProperties: 16 } as const,
});
const approvalSchema = object({
  practice: { type: 'string', minLength: 26, maxLength: 26 },
  order: { type: 'string', minLength: 43, maxLength: 43 },
});
const mostBytes = 16_384;

/** The keys of the people of a demonstration: members by key, and the approvers of its practice. */
type DemonstrationKeys = {
  readonly members: ReadonlyMap<string, SoftwarePasskeys>;
  /** Signs an order with both approvers. */
  readonly approve: (practice: string, order: string) => Promise<void>;
};

export type PasskeyService = AsyncDisposable & { readonly url: string };

/**
 * Signs in for the people of a demonstration, to whom the page shows one button each. Only pages of `origin` on this
 * computer may ask: everybody who reaches this service is every person of the practice.
 */
export async function startPasskeyService(
  port: number,
  origin: string,
  keys: DemonstrationKeys,
): Promise<PasskeyService> {
  const server = createServer((request, response) => {
    void answer(request, response, origin, keys).catch(() => {
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
  keys: DemonstrationKeys,
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
  const handler = request.method === 'POST' ? handlers[request.url ?? ''] : undefined;
  const answered = handler === undefined ? null : await handler(keys, JSON.parse(await bodyOf(request)));
  if (answered === null) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answered));
}

type Handler = (keys: DemonstrationKeys, body: unknown) => Promise<object | null>;

const handlers: Readonly<Record<string, Handler | undefined>> = {
  '/passkey': async ({ members }, body) => {
    const { key, options } = parseShape(requestSchema, body, 'request');
    const person = members.get(key);
    return person?.get(options as unknown as Parameters<SoftwarePasskeys['get']>[0]) ?? null;
  },
  '/approvals': async ({ approve }, body) => {
    const { practice, order } = parseShape(approvalSchema, body, 'request');
    await approve(practice, order);
    return {};
  },
};

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
