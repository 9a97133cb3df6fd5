import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from './refusal.ts';

const bodies = new WeakMap<FastifyRequest, Uint8Array>();
const none = new Uint8Array();

/** The exact bytes of a JSON body; empty for other bodies. */
export function bodyBytes(request: FastifyRequest): Uint8Array {
  return bodies.get(request) ?? none;
}

/** Parsers for JSON, whose bytes are kept for idempotency, and for binary bodies, which are streamed. */
export function addBodyParsers(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    bodies.set(request, body);
    if (body.length === 0) {
      done(null, undefined);
      return;
    }
    void parse(request, body.toString('utf8'), (error, value) => {
      if (error === null) done(null, value);
      else done(new Refusal('request_invalid', { detail: 'the body is not JSON' }));
    });
  });
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => {
    done(null, payload);
  });
}
