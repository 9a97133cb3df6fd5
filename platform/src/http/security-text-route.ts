import { securityText, securityTextPath } from '@etanche/core-wire';
import type { FastifyInstance } from 'fastify';

/** Half a year from each request. */
const lifeMs = 182 * 86_400_000;

/** `GET /.well-known/security.txt`, if the configuration names a contact. @param contact `https:` or `mailto:` URL */
export function addSecurityText(app: FastifyInstance, contact: string | null, now: () => number): void {
  if (contact === null) return;
  app.get(securityTextPath, (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send(securityText(contact, now() + lifeMs)),
  );
}
