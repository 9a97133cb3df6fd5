import type { Registry } from 'prom-client';
import { createHttpServer, type HttpServer } from './http-shell.ts';
import type { Logger } from '../log/logging.ts';

/** `/metrics` for Prometheus, on a separate listener: the public address has no such path. */
export function createMetricsServer(options: { registry: Registry; logger: Logger }): HttpServer {
  const server = createHttpServer({
    logger: options.logger,
    bodyLimitBytes: 1024,
    requestTimeoutMs: 5_000,
    stopDeadlineMs: 1_000,
    ready: () => Promise.resolve(true),
    problemOf: () => undefined,
  });
  server.app.get('/metrics', async (_request, reply) => {
    return reply.type(options.registry.contentType).send(await options.registry.metrics());
  });
  return server;
}
