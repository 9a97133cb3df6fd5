import type { FastifyInstance, FastifyRequest } from 'fastify';
import { mediaTypes } from '@etanche/core-vault-protocol';
import { limits } from '@etanche/core-wire';
import { clientAddress, createHttpServer, type HttpProblem, type HttpServer, type Logger } from '@etanche/platform';
import { Refusal } from './refusal.ts';

/** The caller's address, or null if the request did not come through the trusted proxies. */
export type AddressOf = (request: FastifyRequest) => string | null;

/** The HTTP layer of a vault: JSON and compact JWS, requests from any origin without credentials. */
export function createVaultHttp(options: {
  readonly logger: Logger;
  readonly ready: () => boolean;
  /**
   * Time in seconds since 1970 until which no units are granted because the store was restored from a copy; or null.
   */
  readonly spentUntil: () => number | null;
  readonly onRefusal: (refusal: Refusal) => void;
}): HttpServer {
  const server = createHttpServer({
    logger: options.logger,
    bodyLimitBytes: limits.requestBytes,
    requestTimeoutMs: 10_000,
    stopDeadlineMs: 15_000,
    ready: () => Promise.resolve(options.ready() && { spentUntil: options.spentUntil() }),
    problemOf: (error) => {
      if (!(error instanceof Refusal)) return undefined;
      options.onRefusal(error);
      // The HTTP layer logs internal errors like any unexpected error.
      return error.code === 'internal_error' ? undefined : toProblem(error);
    },
  });
  server.app.addContentTypeParser(mediaTypes.jws, { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
  allowAnyOrigin(server.app);
  return server;
}

export function addressReader(trustedHops: number): AddressOf {
  return (request) => {
    const socketAddress = request.socket.remoteAddress ?? '';
    return clientAddress(socketAddress, request.headers['x-forwarded-for'], trustedHops);
  };
}

/** Pages of any host may send requests (docs/protocol.md section 4): a vault's answers do not depend on the origin. */
function allowAnyOrigin(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Retry-After' });
    if (request.method !== 'OPTIONS') return;
    const preflight = {
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'Content-Type',
      'access-control-max-age': '86400',
    };
    await reply.code(204).headers(preflight).send();
  });
}

function toProblem({ code, status, extra }: Refusal): HttpProblem {
  const { detail, retryAfter, limit, work } = extra;
  return { status, code, detail, retryAfter, more: { limit, work } };
}
