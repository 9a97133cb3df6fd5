import type { FastifyInstance } from 'fastify';
import { keySetsPath, mediaTypes } from '@etanche/core-vault-protocol';
import type { KeySetService } from '../key-sets/key-set-service.ts';

/** `GET /v1/key-sets/<purpose>/<name>`: the signed statement of this vault's share. */
export function keySetStatementRoute(app: FastifyInstance, service: KeySetService): void {
  app.get<{ Params: { purpose: string; name: string } }>(`${keySetsPath}/:purpose/:name`, async (request, reply) => {
    const { purpose, name } = request.params;
    return reply.type(mediaTypes.jws).send(await service.statement(`${purpose}/${name}`));
  });
}
