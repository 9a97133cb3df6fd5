import { randomUUID } from 'node:crypto';
import fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import { problemOfStatus, sendProblem, type HttpProblem } from './http-problem.ts';
import { errorFields, type Logger } from '../log/logging.ts';
import { PlatformError } from '../platform-error.ts';
import { RefusalDelay } from './refusal-delay.ts';

interface HttpServerOptions {
  readonly logger: Logger;
  readonly bodyLimitBytes: number;
  /** Time limit for receiving one request. */
  readonly requestTimeoutMs: number;
  /** Time that a stop waits for accepted requests. */
  readonly stopDeadlineMs: number;
  /** The result of `/readyz`: whether this server can work now; if so, possibly an object with additional members. */
  readonly ready: () => Promise<boolean | Readonly<Record<string, unknown>>>;
  /** The problem for an error of the routes, or undefined for an unexpected error, which becomes `internal_error`. */
  readonly problemOf: (error: unknown, request: FastifyRequest) => HttpProblem | undefined;
}

/** Headers of every response: a JSON server has nothing to run, frame, store or send to another site. */
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
} as const;

/** A fastify application with our errors, headers, health checks and stop; routes are added to `app`. */
export class HttpServer {
  readonly app: FastifyInstance;
  readonly #stopDeadlineMs: number;
  #stopping = false;

  constructor(app: FastifyInstance, stopDeadlineMs: number) {
    this.app = app;
    this.#stopDeadlineMs = stopDeadlineMs;
    // fastify closes only connections that are idle when the stop begins; busy ones would stay open until the deadline.
    app.addHook('onSend', (_request, reply, _payload, done) => {
      if (this.#stopping) reply.header('connection', 'close');
      done();
    });
  }

  /**
   * @param address.port 0 for any free one
   * @returns the origin of the server, with the actual port
   * @throws PlatformError `address_unavailable` when the port is in use or the address is not this machine's
   */
  async listen(address: { host: string; port: number }): Promise<URL> {
    try {
      // Fastify modifies its argument: https://github.com/fastify/fastify/blob/main/lib/server.js
      return new URL(await this.app.listen({ ...address }));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const reason = code === 'EADDRINUSE' ? 'another program already uses it' : (code ?? 'it cannot be used');
      throw new PlatformError('address_unavailable', `Port ${address.port} of ${address.host}: ${reason}.`, {
        cause: error,
      });
    }
  }

  /** Accepts no more requests, answers the accepted ones, and closes the remaining connections at the deadline. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const deadline = setTimeout(() => {
      this.app.server.closeAllConnections();
    }, this.#stopDeadlineMs);
    try {
      await this.app.close();
    } finally {
      clearTimeout(deadline);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** The compiler of the first server: it returns the compiled form of a schema that any server had compiled before. */
let compiler: FastifyInstance['validatorCompiler'];

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { logger } = options;
  const app = fastify({
    logger: false,
    bodyLimit: options.bodyLimitBytes,
    requestTimeout: options.requestTimeoutMs,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    // Never log a name chosen by the caller.
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    // Input that does not match the schema is rejected, not coerced.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: false } },
    frameworkErrors: (_error, _request, reply) => {
      void sendProblem(reply, problemOfStatus(400));
    },
  });
  if (compiler !== undefined) app.setValidatorCompiler(compiler);
  app.addHook('onReady', (done) => {
    compiler ??= app.validatorCompiler;
    done();
  });
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers({ ...SECURITY_HEADERS, 'x-request-id': request.id });
    done();
  });
  const delay = new RefusalDelay();
  app.setNotFoundHandler(async (_request, reply) => {
    await delay.wait();
    return sendProblem(reply, problemOfStatus(404));
  });
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    const foreseen = options.problemOf(error, request);
    const problem = foreseen ?? problemOfStatus(error.statusCode ?? 500);
    // A foreseen refusal is counted by its server: a line for each would fill the disk of one that is overloaded.
    if (foreseen === undefined && problem.status >= 500) {
      const { url: route } = request.routeOptions;
      logger.error('request_failed', { ...errorFields(error), route, requestId: request.id, status: problem.status });
    }
    if (problem.isExpected !== true) await delay.wait();
    return sendProblem(reply, problem);
  });
  app.get('/healthz', () => ({ healthy: true }));
  app.get('/readyz', async (_request, reply) => {
    const ready = await options.ready().catch(() => false);
    if (typeof ready === 'object') return { ready: true, ...ready };
    return ready ? { ready } : sendProblem(reply, { status: 503, code: 'overloaded', retryAfter: 1 });
  });
  return new HttpServer(app, options.stopDeadlineMs);
}
