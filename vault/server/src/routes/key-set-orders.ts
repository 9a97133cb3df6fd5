import type { FastifyInstance } from 'fastify';
import { keySetsPath, mediaTypes } from '@etanche/core-vault-protocol';
import type { KeySetService } from '../key-sets/key-set-service.ts';
import { Refusal } from '../http/refusal.ts';

/** `POST /v1/key-sets`: handles an operator's signed order and returns the vault's statement. */
export function keySetOrdersRoute(
  app: FastifyInstance,
  service: KeySetService,
  report: (order: string, keySet: string) => void,
): void {
  app.post(keySetsPath, async (request, reply) => {
    if (typeof request.body !== 'string') throw new Refusal('request_invalid');
    const { order, statement } = await service.execute(request.body);
    report(order.order, order.keySet);
    return reply.type(mediaTypes.jws).send(statement);
  });
}
