import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { recordsLimits, routes, type Route, type RouteName } from '@etanche/core-records-protocol';
import type { Token } from '../accounts/token.ts';
import type { Tx } from '../store/store.ts';
import { authorise } from './authorise.ts';
import type { Handlers, Session, StreamAnswer } from './handler.ts';
import { readIdempotencyKey, requestHash, type IdempotentWrite } from './idempotent.ts';
import { readNumbers, requestSchemas } from './request-schemas.ts';
import { bodyBytes } from './body-parsers.ts';
import { Refusal } from './refusal.ts';

/** The checks before every route. */
type Gate = {
  /** Checks the token's MAC, without a query. @throws Refusal `unauthenticated` */
  readonly token: (authorization: string | undefined) => Token;
  /** Works in the transaction in which the session is found. @throws Refusal `unauthenticated`, `vaults_unreachable` */
  readonly enter: <Result>(token: Token, work: (tx: Tx, session: Session) => Promise<Result>) => Promise<Result>;
  /** Counts a request without a session. @throws Refusal `too_many_requests` */
  readonly anonymous: (request: FastifyRequest) => Promise<void>;
  /** The key of another records server. @throws Refusal `unauthenticated` */
  readonly peer: (authorization: string | undefined, path: string) => Promise<string>;
  /** Records the network of a sign-in. */
  readonly signedIn: (request: FastifyRequest) => Promise<void>;
  /** Releases the request's place among those in flight. */
  readonly release: (request: FastifyRequest) => void;
  readonly now: () => number;
};

type AnyCall = {
  params: unknown;
  query: unknown;
  body: unknown;
  session: Session | null;
  peer: string | null;
  write: IdempotentWrite | null;
  closed: AbortSignal | null;
};
type AnyHandler =
  | ((call: AnyCall) => Promise<unknown>)
  | { readonly inTransaction: (tx: Tx, call: AnyCall) => Promise<() => unknown> };

/** Largest body without a session: a genesis with its approvals. */
const anonymousBodyBytes = 256 * 1024;
/** Largest body that is read before the session is looked up; until then only the token's MAC is checked. */
const unprovenBodyBytes = 64 * 1024;

/** Routes without a session that create one. */
const signsIn: ReadonlySet<RouteName> = new Set<RouteName>([
  'signIn',
  'keySignIn',
  'register',
  'found',
  'recoveryPasskey',
]);

/** Registers every route of the table. A route without a handler does not compile. */
export function registerRoutes(app: FastifyInstance, handlers: Handlers, gate: Gate): void {
  for (const name of Object.keys(routes) as RouteName[]) {
    registerRoute(app, name, handlers[name] as unknown as AnyHandler, gate);
  }
}

function registerRoute(app: FastifyInstance, name: RouteName, handler: AnyHandler, gate: Gate): void {
  const route: Route = routes[name];
  const tokens = new WeakMap<FastifyRequest, Token>();
  const sessions = new WeakMap<FastifyRequest, Session>();
  const peers = new WeakMap<FastifyRequest, string>();
  app.route({
    method: route.method,
    url: route.path.replaceAll(/\{([a-z]+)\}/g, ':$1'),
    exposeHeadRoute: false,
    bodyLimit: route.may === 'anyone' ? anonymousBodyBytes : recordsLimits.requestBytes,
    schema: requestSchemas(route),
    // Before the body is read, so that nothing of a stranger is parsed.
    onRequest: async (request) => {
      if (route.may === 'anyone') {
        if (route.method !== 'GET') await gate.anonymous(request);
        return;
      }
      if (route.may === 'peer') {
        peers.set(request, await gate.peer(request.headers.authorization, request.url));
        return;
      }
      const token = gate.token(request.headers.authorization);
      if (route.idempotent === true) readIdempotencyKey(request.headers['idempotency-key']);
      tokens.set(request, token);
      if (typeof handler !== 'function' && hasSmallBody(request)) return;
      const session = await gate.enter(token, (_tx, found) => Promise.resolve(found));
      authorise(name, session);
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
      const { params, query, body } = request;
      const callOf = (session: Session | null): AnyCall => {
        const write = route.idempotent === true ? writeOf(name, request, session, gate.now()) : null;
        const closed = route.waits === true ? closedSignal(reply) : null;
        return { params, query, body, session, peer: peers.get(request) ?? null, write, closed };
      };
      if (route.waits === true) gate.release(request);
      if (typeof handler === 'function') {
        const answer = await handler(callOf(sessions.get(request) ?? null));
        if (signsIn.has(name)) await gate.signedIn(request);
        return send(reply, route, answer);
      }
      const token = tokens.get(request);
      if (token === undefined) throw new Refusal('internal_error');
      const answer = await gate.enter(token, (tx, session) => {
        authorise(name, session);
        return handler.inTransaction(tx, callOf(session));
      });
      return send(reply, route, await answer());
    },
  });
}

/** A body without a stated length is not small. */
function hasSmallBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= unprovenBodyBytes;
}

function closedSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    controller.abort();
  });
  return controller.signal;
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
