import { securityText, securityTextPath } from '@etanche/core-protocol';
import type { FastifyInstance } from 'fastify';

/** It is written for each request, so that it expires half a year after the server last answered. */
const lifeMs = 182 * 86_400_000;

/** `GET /.well-known/security.txt`, where the configuration names a contact. @param contact `https:` or `mailto:` URL */
export function addSecurityText(app: FastifyInstance, contact: string | null, now: () => number): void {
  if (contact === null) return;
  app.get(securityTextPath, (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send(securityText(contact, now() + lifeMs)),
  );
}
