import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Bytes } from '@etanche/core-wire';
import type { RecordsConfig } from '../config/config.ts';
import { openApiDocument } from '../openapi.ts';
import type { RecordsServices } from '../records-services.ts';
import type { Store } from '../store/store.ts';
import { AnonymousRate } from './anonymous-rate.ts';
import { registerRoutes } from './register-routes.ts';

/** Every route of a records server except the health checks, which belong to the HTTP shell. */
export function addRoutes(
  app: FastifyInstance,
  dependencies: {
    readonly services: RecordsServices;
    readonly store: Store;
    readonly config: RecordsConfig;
    /** 32 bytes. */
    readonly secret: Bytes;
    readonly now: () => number;
    readonly release: (request: FastifyRequest) => void;
  },
): void {
  const { services, store, config, secret, now, release } = dependencies;
  const rate = new AnonymousRate({ store, limits: config.anonymous, trustedHops: config.trustedHops, secret, now });
  registerRoutes(app, services.handlers, {
    token: (authorization) => services.sessions.token(authorization),
    enter: (token, work) => services.sessions.enter(token, work),
    anonymous: (request) => rate.count(request),
    peer: (authorization, path) => services.exchange.peer(authorization, path),
    signedIn: (request) => rate.remember(request),
    release,
    now,
  });
  const document = JSON.stringify(openApiDocument({ title: config.name }));
  app.get('/v1/openapi.json', { exposeHeadRoute: false }, (_request, reply) =>
    reply.type('application/json').send(document),
  );
  if (config.identity === null) return;
  // The provider redirects the browser here. The route is not part of the API and answers with a redirect.
  app.get('/v1/identity-proofs/callback', { exposeHeadRoute: false }, async (request, reply) => {
    await rate.count(request);
    const query = /\?.*$/.exec(request.url)?.[0] ?? '';
    return reply.redirect(await services.identity.comeBack(query), 303);
  });
}
