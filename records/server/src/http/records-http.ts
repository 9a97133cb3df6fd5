import type { FastifyInstance, FastifyRequest } from 'fastify';
import { recordsLimits } from '@etanche/core-records-protocol';
import { createHttpServer, type HttpServer, type Logger } from '@etanche/platform';
import type { RecordsMetrics } from '../records-metrics.ts';
import { addBodyParsers } from './body-parsers.ts';
import { problemOfFastify, refusalOf, toProblem } from './problem-of.ts';
import { InFlight, type Sender } from './in-flight.ts';
import { Refusal } from './refusal.ts';

type RecordsHttpOptions = {
  readonly logger: Logger;
  readonly metrics: RecordsMetrics;
  readonly origins: readonly string[];
  /** Limit of accepted requests that wait for their answer; more are rejected with `overloaded`. */
  readonly inFlight: number;
  /** The sender of a request; a session's token is recognised by its MAC, without a query. */
  readonly senderOf: (request: FastifyRequest) => Sender;
  readonly ready: () => Promise<boolean>;
};

/** Time limit of a body: the largest binary over a slow line. The proxy in front limits the rest. */
const requestTimeoutMs = 15 * 60_000;
/** Time limit of a small body without a session. */
const anonymousBodyMs = 30_000;

/** The HTTP shell of a records server: JSON with a bearer token, from the pages of its own origins. */
export class RecordsHttp {
  readonly server: HttpServer;
  readonly #inFlight: InFlight;
  /** The sender of a request, computed once, and the release of its place. */
  readonly #places = new WeakMap<FastifyRequest, { readonly sender: Sender; readonly release: () => void }>();

  constructor(options: RecordsHttpOptions) {
    const { logger, metrics, origins, inFlight, senderOf, ready } = options;
    this.#inFlight = new InFlight(inFlight);
    this.server = createHttpServer({
      logger,
      bodyLimitBytes: recordsLimits.requestBytes,
      requestTimeoutMs,
      stopDeadlineMs: 15_000,
      ready,
      problemOf: (error, request) => {
        this.release(request);
        const refusal = refusalOf(error) ?? problemOfFastify(error);
        if (refusal === undefined) return undefined;
        metrics.refused(refusal.code);
        // The shell logs an internal failure like an unexpected error.
        return refusal.code === 'internal_error' ? undefined : toProblem(refusal);
      },
    });
    const { app } = this.server;
    addBodyParsers(app);
    allowOrigins(app, origins);
    this.#bound(app, senderOf, metrics);
  }

  /** Accepted requests that wait for their answer. */
  get inFlight(): number {
    return this.#inFlight.requests;
  }

  #bound(app: FastifyInstance, senderOf: RecordsHttpOptions['senderOf'], metrics: RecordsMetrics): void {
    app.addHook('onRequest', async (request, reply) => {
      if (request.url === '/healthz' || request.url === '/readyz') return;
      // Before its body is read.
      if (request.is404) throw new Refusal('not_found');
      this.#take(request, senderOf(request));
      // The end of the answer or of the connection: an aborted request no longer counts.
      reply.raw.once('close', () => {
        this.release(request);
        const seconds = reply.elapsedTime / 1000;
        metrics.answered(request.routeOptions.url ?? 'none', reply.statusCode, seconds);
      });
      await Promise.resolve();
    });
    this.#waitForBodies(app);
  }

  /** A request without a session occupies no place while its body arrives: slow bodies would block sign-ins. */
  #waitForBodies(app: FastifyInstance): void {
    const arriving = new WeakMap<FastifyRequest, { readonly sender: Sender; readonly timer: NodeJS.Timeout }>();
    app.addHook('preParsing', async (request, reply, payload) => {
      const sender = this.#places.get(request)?.sender;
      if (sender !== undefined && 'networks' in sender) {
        this.release(request);
        const timer = setTimeout(() => request.raw.destroy(), anonymousBodyMs);
        arriving.set(request, { sender, timer });
        reply.raw.once('close', () => {
          clearTimeout(timer);
        });
      }
      await Promise.resolve();
      return payload;
    });
    app.addHook('preValidation', async (request) => {
      const arrived = arriving.get(request);
      if (arrived !== undefined) {
        clearTimeout(arrived.timer);
        this.#take(request, arrived.sender);
      }
      await Promise.resolve();
    });
  }

  #take(request: FastifyRequest, sender: Sender): void {
    this.#places.set(request, { sender, release: this.#inFlight.take(sender) });
  }

  /** A request that waits for something to happen, or whose refusal is delayed, occupies no place. */
  release(request: FastifyRequest): void {
    this.#places.get(request)?.release();
  }
}

/** Pages of other origins are rejected. There are no cookies, so a browser adds no credentials to a request. */
function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    reply.header('vary', 'Origin');
    if (origin === undefined || !origins.includes(origin)) return;
    reply.headers({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'Retry-After, Etanche-Compartment, Etanche-Epoch, Etanche-Salt',
    });
    if (request.method !== 'OPTIONS') return;
    const preflight = {
      'access-control-allow-methods': 'GET, POST, PUT, DELETE',
      'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key',
      'access-control-max-age': '7200',
    };
    await reply.code(204).headers(preflight).send();
  });
}
