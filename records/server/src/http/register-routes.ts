import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { recordsLimits, routes, type Route, type RouteName } from '@etanche/core-records-protocol';
import { authorise } from './authorise.ts';
import type { Handlers, Session, StreamAnswer } from './handler.ts';
import { readIdempotencyKey, requestHash, type IdempotentWrite } from './idempotent.ts';
import { readNumbers, requestSchemas } from './request-schemas.ts';
import { bodyBytes } from './body-parsers.ts';
import { Refusal } from './refusal.ts';

/** Who stands at the door of every route. */
export type Gate = {
  /** @throws Refusal `unauthenticated`, `vaults_unreachable` */
  readonly session: (authorization: string | undefined) => Promise<Session>;
  /** Counts a request of somebody who is not signed in. @throws Refusal `too_many_requests` */
  readonly anonymous: (request: FastifyRequest) => Promise<void>;
  readonly now: () => number;
};

type AnyCall = {
  params: unknown;
  query: unknown;
  body: unknown;
  session: Session | null;
  write: IdempotentWrite | null;
};
type AnyHandler = (call: AnyCall) => Promise<unknown>;

/** Largest body of somebody who is not signed in: a genesis with its approvals. */
const anonymousBodyBytes = 256 * 1024;

/** Registers every route of the table: one that has no handler does not compile. */
export function registerRoutes(app: FastifyInstance, handlers: Handlers, gate: Gate): void {
  for (const name of Object.keys(routes) as RouteName[]) {
    registerRoute(app, name, handlers[name] as unknown as AnyHandler, gate);
  }
}

function registerRoute(app: FastifyInstance, name: RouteName, handler: AnyHandler, gate: Gate): void {
  const route: Route = routes[name];
  const sessions = new WeakMap<FastifyRequest, Session>();
  app.route({
    method: route.method,
    url: route.path.replaceAll(/\{([a-z]+)\}/g, ':$1'),
    exposeHeadRoute: false,
    bodyLimit: route.may === 'anyone' ? anonymousBodyBytes : recordsLimits.requestBytes,
    schema: requestSchemas(route),
    // Before the body is read: a stranger has nothing parsed.
    onRequest: async (request) => {
      if (route.may === 'anyone') {
        if (route.method !== 'GET') await gate.anonymous(request);
        return;
      }
      const session = await gate.session(request.headers.authorization);
      authorise(name, session);
      if (route.idempotent === true) readIdempotencyKey(request.headers['idempotency-key']);
      sessions.set(request, session);
    },
    preValidation: async (request) => {
      await Promise.resolve();
      readNumbers(route, request);
      if (route.body === undefined && bodyBytes(request).length > 0) {
        throw new Refusal('request_invalid', { detail: 'the route takes no body' });
      }
      if (route.body === 'stream' && !isStream(request.body)) {
        throw new Refusal('request_invalid', { detail: 'the body must be application/octet-stream' });
      }
    },
    handler: async (request, reply) => {
      const session = sessions.get(request) ?? null;
      const write = route.idempotent === true ? writeOf(name, request, session, gate.now()) : null;
      const { params, query, body } = request;
      const answer = await handler({ params, query, body, session, write });
      return send(reply, route, answer);
    },
  });
}

function writeOf(name: string, request: FastifyRequest, session: Session | null, at: number): IdempotentWrite {
  if (session === null) throw new Refusal('internal_error');
  return {
    practice: session.practice,
    member: session.member,
    key: readIdempotencyKey(request.headers['idempotency-key']),
    request: requestHash(name, request.url, bodyBytes(request)),
    at,
  };
}

function send(reply: FastifyReply, route: Route, answer: unknown): FastifyReply {
  if (route.answer === undefined) return reply.code(204).send();
  if (route.answer !== 'stream') return reply.type('application/json').send(JSON.stringify(answer));
  const { headers, bytes, stream } = answer as StreamAnswer;
  return reply
    .headers({ ...headers, 'content-length': String(bytes) })
    .type('application/octet-stream')
    .send(stream);
}

function isStream(body: unknown): body is Readable {
  return typeof body === 'object' && body !== null && 'pipe' in body;
}
