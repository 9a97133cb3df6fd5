import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  cancelOrderSchema,
  mediaTypes,
  practicesPath,
  signedAcknowledgementSchema,
  signedOrderSchema,
  type Assertion,
  type SignedAcknowledgement,
  type SignedOrder,
} from '@etanche/core-vault-protocol';
import { recordIdSchema } from '@etanche/core-wire';
import { Refusal } from '../http/refusal.ts';
import { networksOf, type Asker } from '../http/lane.ts';
import type { PracticeServices } from '../orders/practice-services.ts';
import type { AddressOf } from '../http/vault-http.ts';

type At = { Params: { practice: string } };
type Cancellation = { order: string; approver: string; assertion: Assertion };

/** Largest signed order, in bytes: 24 assertions, the receipts of 9 vaults and the payload. */
const orderBytes = 256 * 1024;
const params = { type: 'object', properties: { practice: recordIdSchema }, required: ['practice'] } as const;
const page = {
  type: 'object',
  properties: { from: { type: 'string', pattern: '^(0|[1-9][0-9]{0,6})$' } },
  additionalProperties: false,
} as const;

/** Orders, freezes, queries and the statement of practices (docs/protocol.md section 6). */
export function practiceRoutes(app: FastifyInstance, services: PracticeServices, addressOf: AddressOf): void {
  const { orders, freezes, notices, queries, acknowledgements, statement } = services;
  const from = (request: FastifyRequest): Asker => networksOf(addressOf(request));
  const path = `${practicesPath}/:practice`;

  app.get<At>(path, { schema: { params } }, async (request, reply) => {
    return reply.type(mediaTypes.jws).send(await statement(request.params.practice, from(request)));
  });
  app.post<At & { Body: SignedOrder }>(
    `${path}/orders`,
    { schema: { params, body: signedOrderSchema }, bodyLimit: orderBytes },
    async (request) => orders.submit(request.params.practice, request.body, from(request)),
  );
  app.get<At & { Querystring: { from?: string } }>(
    `${path}/orders`,
    { schema: { params, querystring: page } },
    async (request) => orders.list(request.params.practice, Number(request.query.from ?? 0), from(request)),
  );
  app.get<At>(`${path}/pending`, { schema: { params } }, async (request) =>
    orders.pending(request.params.practice, from(request)),
  );
  app.post<At & { Body: Cancellation }>(
    `${path}/cancellations`,
    { schema: { params, body: cancelOrderSchema } },
    async (request) => {
      const { order, approver, assertion } = request.body;
      await orders.cancel(request.params.practice, order, approver, assertion, from(request));
      return { order };
    },
  );
  app.post<At & { Body: unknown }>(`${path}/freezes`, { schema: { params } }, async (request, reply) => {
    await freezes.submit(request.params.practice, signedBody(request.body), from(request));
    return reply.type(mediaTypes.jws).send(await statement(request.params.practice, from(request), 'urgent'));
  });
  app.post<At & { Body: unknown }>(`${path}/notices`, { schema: { params } }, async (request, reply) => {
    await notices.submit(request.params.practice, signedBody(request.body), from(request));
    return reply.type(mediaTypes.jws).send(await statement(request.params.practice, from(request), 'urgent'));
  });
  app.post<At & { Body: SignedAcknowledgement }>(
    `${path}/acknowledgements`,
    { schema: { params, body: signedAcknowledgementSchema } },
    async (request) => ({
      acknowledged: await acknowledgements.submit(request.params.practice, request.body, from(request)),
    }),
  );
  app.post<At & { Body: unknown }>(`${path}/queries`, { schema: { params } }, async (request, reply) => {
    const answer = await queries.answer(request.params.practice, signedBody(request.body), from(request));
    if ('counts' in answer) return reply.type(mediaTypes.jws).send(answer.counts);
    if ('usage' in answer) return answer.usage;
    if ('activity' in answer) return answer.activity;
    return 'quota' in answer ? answer.quota : answer;
  });
}

/** The compact JWS of a request of type `application/jose`. */
function signedBody(body: unknown): string {
  if (typeof body !== 'string') throw new Refusal('request_invalid');
  return body;
}
