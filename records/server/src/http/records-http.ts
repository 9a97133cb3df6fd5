import type { FastifyInstance, FastifyRequest } from 'fastify';
import { recordsLimits } from '@etanche/core-records-protocol';
import { createHttpServer, type HttpServer, type Logger } from '@etanche/platform';
import type { RecordsMetrics } from '../records-metrics.ts';
import { addBodyParsers } from './body-parsers.ts';
import { problemOfFastify, refusalOf, toProblem } from './problem-of.ts';
import { Refusal } from './refusal.ts';

export type RecordsHttpOptions = {
  readonly logger: Logger;
  readonly metrics: RecordsMetrics;
  readonly origins: readonly string[];
  /** Requests accepted and not yet answered; beyond it `overloaded`. */
  readonly inFlight: number;
  /** Whether a request carries the token of a session, by its MAC alone. The others have half of `inFlight`. */
  readonly isMembers: (request: FastifyRequest) => boolean;
  readonly ready: () => Promise<boolean>;
};

/** How long a body may take: the largest binary over a slow line. The proxy in front bounds the rest. */
const requestTimeoutMs = 15 * 60_000;

/** The HTTP shell of a records server: JSON with a bearer token, from the pages of its own origins. */
export class RecordsHttp {
  readonly server: HttpServer;
  #inFlight = 0;
  /** Those among them that carry no session. */
  #anonymous = 0;

  constructor(options: RecordsHttpOptions) {
    const { logger, metrics, origins, inFlight, isMembers, ready } = options;
    this.server = createHttpServer({
      logger,
      bodyLimitBytes: recordsLimits.requestBytes,
      requestTimeoutMs,
      stopDeadlineMs: 15_000,
      ready,
      problemOf: (error) => {
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
    this.#bound(app, inFlight, isMembers, metrics);
  }

  /** Requests accepted and not yet answered. */
  get inFlight(): number {
    return this.#inFlight;
  }

  #bound(
    app: FastifyInstance,
    most: number,
    isMembers: RecordsHttpOptions['isMembers'],
    metrics: RecordsMetrics,
  ): void {
    app.addHook('onRequest', async (request, reply) => {
      if (request.url === '/healthz' || request.url === '/readyz') return;
      const anonymous = isMembers(request) ? 0 : 1;
      const full = this.#inFlight >= most || (anonymous === 1 && this.#anonymous >= Math.ceil(most / 2));
      if (full) throw new Refusal('overloaded', { retryAfter: 1 });
      this.#inFlight += 1;
      this.#anonymous += anonymous;
      // The end of the answer, or of the connection: what was cut off counts no longer.
      reply.raw.once('close', () => {
        this.#inFlight -= 1;
        this.#anonymous -= anonymous;
        const seconds = reply.elapsedTime / 1000;
        metrics.answered(request.routeOptions.url ?? 'none', reply.statusCode, seconds);
      });
      await Promise.resolve();
    });
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
