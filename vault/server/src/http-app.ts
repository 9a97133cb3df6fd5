import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { limits, mediaTypes, type Problem } from '@etanche/core-protocol';
import { clientAddress } from './client-address.ts';
import { Refusal } from './refusal.ts';

export type AddressOf = (request: FastifyRequest) => string | null;

const titles: Partial<Record<string, string>> = {};

/** The HTTP shell of a vault: media types, problems, requests from any origin without credentials. */
export function createApp(onRefusal: (refusal: Refusal) => void): FastifyInstance {
  const app = fastify({
    bodyLimit: limits.requestBytes,
    logger: false,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: false } },
    return503OnClosing: true,
    forceCloseConnections: 'idle',
  });
  app.addContentTypeParser(mediaTypes.jws, { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const refusal = toRefusal(error);
    onRefusal(refusal);
    return sendProblem(reply, refusal);
  });
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, new Refusal('not_found')));
  addCors(app);
  return app;
}

export function addressReader(trustedHops: number): AddressOf {
  return (request) =>
    clientAddress(request.socket.remoteAddress ?? '', request.headers['x-forwarded-for'], trustedHops);
}

function addCors(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('access-control-allow-origin', '*').header('access-control-expose-headers', 'Retry-After');
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
    if (request.method !== 'OPTIONS') return;
    return reply
      .code(204)
      .header('access-control-allow-methods', 'GET, POST')
      .header('access-control-allow-headers', 'Content-Type')
      .header('access-control-max-age', '86400')
      .send();
  });
}

function toRefusal(error: FastifyError | Refusal): Refusal {
  if (error instanceof Refusal) return error;
  const status = error.statusCode ?? 500;
  if (status === 503) return new Refusal('overloaded', { retryAfter: 1 });
  return status < 500 ? new Refusal('request_invalid') : new Refusal('internal_error', {}, { cause: error });
}

function sendProblem(reply: FastifyReply, { code, status, extra }: Refusal): FastifyReply {
  const problem: Problem = {
    type: `urn:etanche:problem:${code}`,
    title: titles[code] ?? code.replaceAll('_', ' '),
    status,
    code,
    ...extra,
  };
  if (extra.retryAfter !== undefined) reply.header('retry-after', extra.retryAfter);
  return reply.code(status).type(mediaTypes.problem).send(JSON.stringify(problem));
}
