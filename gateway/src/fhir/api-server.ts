import type { AddressInfo } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHttpServer, type HttpServer, type Logger } from '@etanche/platform';
import type { ApiConfig, Program } from '../config/gateway-config.ts';
import type { GatewaySession } from '../session/gateway-session.ts';
import { capabilityStatement } from './capability.ts';
import { create, read, requireType, search, update, type ApiAnswer, type ApiRequest } from './handle-request.ts';
import { ApiProblem, outcomeOf, problemOf } from './outcome.ts';
import { createPrograms, requirePermission, type Interaction } from './programs.ts';

type ApiOptions = {
  readonly config: ApiConfig;
  readonly session: GatewaySession;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

const mostBytes = 4 * 1024 * 1024;
const mediaType = 'application/fhir+json; charset=utf-8';
const handlers = { read, search, create, update } as const;

/**
 * The FHIR R4 API for the practice's other programs, on this computer alone. Host and Origin are verified, so that no
 * web page reaches it through a name that it controls; each program has a token and rights of its own; each request is
 * counted before it is answered, and each opening of a file is a unit at the vaults and an access in the audit log.
 *
 * @throws GatewayError for a token that cannot be read
 */
export function createApiServer({ config, session, logger, now }: ApiOptions): HttpServer {
  const programs = createPrograms(config, now);
  const server = createHttpServer({
    ...{ logger, bodyLimitBytes: mostBytes, requestTimeoutMs: 30_000, stopDeadlineMs: 10_000 },
    ready: () => Promise.resolve(true),
    problemOf: () => undefined,
  });
  const { app } = server;
  const port = (): number => (app.server.address() as AddressInfo | null)?.port ?? config.port;
  const baseUrl = (): string => `http://127.0.0.1:${port()}/fhir`;
  app.addHook('onRequest', (request, _reply, done) => {
    done(requestFault(request, port()) ?? undefined);
  });
  void app.register(
    (scope, _options, done) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser(
        ['application/fhir+json', 'application/json'],
        { parseAs: 'string' },
        (_request, body, parsed) => {
          parsed(null, body);
        },
      );
      scope.setErrorHandler((error, _request, reply) => sendProblem(reply, problemOfRequest(error)));
      scope.setNotFoundHandler((_request, reply) => sendProblem(reply, new ApiProblem('type_unknown')));
      scope.get('/metadata', (_request, reply) =>
        reply.type(mediaType).send(JSON.stringify(capabilityStatement(config, baseUrl(), now()))),
      );
      // Before the body is read: a caller without a token costs no memory.
      const admitted = new WeakMap<FastifyRequest, Program>();
      const onRequest = (request: FastifyRequest, _reply: FastifyReply, next: (error?: Error) => void): void => {
        try {
          admitted.set(request, programs.admit(request.headers.authorization));
          next();
        } catch (error) {
          next(error as Error);
        }
      };
      const answer = (interaction: Interaction) => async (request: FastifyRequest, reply: FastifyReply) => {
        const program = admitted.get(request);
        if (program === undefined) throw new ApiProblem('login_required');
        const named = request.params as { readonly type: string; readonly id?: string };
        const type = requireType(named.type);
        requirePermission(program, type, interaction);
        if (request.headers['if-none-exist'] !== undefined) throw new ApiProblem('parameter_unknown');
        const asked: ApiRequest = {
          ...{ type, id: named.id ?? null, query: request.query as ApiRequest['query'], baseUrl: baseUrl() },
          body: typeof request.body === 'string' ? request.body : null,
          ifMatch: request.headers['if-match'] ?? null,
        };
        const answered = await session.use((open) => handlers[interaction](open, asked));
        logger.info('api_answered', { program: program.name, step: interaction, status: answered.status });
        return send(reply, answered, baseUrl());
      };
      scope.get('/:type/:id', { onRequest }, answer('read'));
      scope.get('/:type', { onRequest }, answer('search'));
      scope.post('/:type', { onRequest }, answer('create'));
      scope.put('/:type/:id', { onRequest }, answer('update'));
      done();
    },
    { prefix: '/fhir' },
  );
  return server;
}

/**
 * A page in a browser of this computer could otherwise call the API by a name that resolves to 127.0.0.1. Only our own
 * names are answered, and nothing that a page sent.
 */
function requestFault({ headers }: FastifyRequest, port: number): ApiProblem | null {
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((host) => `${host}:${port}`);
  if (!hosts.includes(headers.host ?? '')) return new ApiProblem('host_refused');
  const isOfPage = headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
  return isOfPage ? new ApiProblem('origin_refused') : null;
}

function problemOfRequest(error: unknown): ApiProblem {
  const { code } = error as { readonly code?: unknown };
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new ApiProblem('format_unknown');
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new ApiProblem('too_large');
  return problemOf(error);
}

function send(reply: FastifyReply, { status, text, version, location }: ApiAnswer, baseUrl: string): FastifyReply {
  if (version !== null) reply.header('etag', `W/"${version}"`);
  if (location !== null) reply.header('location', `${baseUrl}/${location}`);
  return reply.code(status).type(mediaType).send(text);
}

function sendProblem(reply: FastifyReply, problem: ApiProblem): FastifyReply {
  if (problem.code === 'login_required') reply.header('www-authenticate', 'Bearer');
  if (problem.retryAfterSeconds !== null) reply.header('retry-after', problem.retryAfterSeconds);
  return reply
    .code(problem.status)
    .type(mediaType)
    .send(JSON.stringify(outcomeOf(problem)));
}
