import type { FastifyInstance, FastifyRequest } from 'fastify';
import { recordsLimits } from '@etanche/core-records-protocol';
import { createHttpServer, type HttpServer, type Logger } from '@etanche/platform';
import type { RecordsMetrics } from '../records-metrics.ts';
import { addBodyParsers } from './body-parsers.ts';
import { problemOfFastify, refusalOf, toProblem } from './problem-of.ts';
import { InFlight, type Sender } from './in-flight.ts';
import { Refusal } from './refusal.ts';

export type RecordsHttpOptions = {
  readonly logger: Logger;
  readonly metrics: RecordsMetrics;
  readonly origins: readonly string[];
  /** Requests accepted and not yet answered; beyond it `overloaded`. */
  readonly inFlight: number;
  /** Who sent a request: the token of a session is recognised by its MAC alone. */
  readonly senderOf: (request: FastifyRequest) => Sender;
  readonly ready: () => Promise<boolean>;
};

/** How long a body may take: the largest binary over a slow line. The proxy in front bounds the rest. */
const requestTimeoutMs = 15 * 60_000;
/** How long a body of at most some kilobytes may take without a session. */
const anonymousBodyMs = 30_000;

/** The HTTP shell of a records server: JSON with a bearer token, from the pages of its own origins. */
export class RecordsHttp {
  readonly server: HttpServer;
  readonly #inFlight: InFlight;
  /** Who sent a request, which is computed once, and how its place is given back. */
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
        // A refusal that is held back takes nobody's place.
        this.#release(request);
        const refusal = refusalOf(error) ?? problemOfFastify(error);
        if (refusal === undefined) return undefined;
        metrics.refused(refusal.code);
        // A failure of ours is logged by the shell like one that nobody foresaw.
        return refusal.code === 'internal_error' ? undefined : toProblem(refusal);
      },
    });
    const { app } = this.server;
    addBodyParsers(app);
    allowOrigins(app, origins);
    this.#bound(app, senderOf, metrics);
  }

  /** Requests accepted and not yet answered. */
  get inFlight(): number {
    return this.#inFlight.requests;
  }

  #bound(app: FastifyInstance, senderOf: RecordsHttpOptions['senderOf'], metrics: RecordsMetrics): void {
    app.addHook('onRequest', async (request, reply) => {
      if (request.url === '/healthz' || request.url === '/readyz') return;
      // Before its body is read.
      if (request.is404) throw new Refusal('not_found');
      this.#take(request, senderOf(request));
      // The end of the answer, or of the connection: what was cut off counts no longer.
      reply.raw.once('close', () => {
        this.#release(request);
        const seconds = reply.elapsedTime / 1000;
        metrics.answered(request.routeOptions.url ?? 'none', reply.statusCode, seconds);
      });
      await Promise.resolve();
    });
    this.#waitForBodies(app);
  }

  /** Somebody without a session has no place while their body arrives: slow bodies would keep sign-ins out. */
  #waitForBodies(app: FastifyInstance): void {
    const arriving = new WeakMap<FastifyRequest, { readonly sender: Sender; readonly timer: NodeJS.Timeout }>();
    app.addHook('preParsing', async (request, reply, payload) => {
      const sender = this.#places.get(request)?.sender;
      if (sender !== undefined && 'networks' in sender) {
        this.#release(request);
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

  #release(request: FastifyRequest): void {
    this.#places.get(request)?.release();
  }
}

/** A page of another origin cannot even ask. There are no cookies, so nothing goes with a request by itself. */
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
