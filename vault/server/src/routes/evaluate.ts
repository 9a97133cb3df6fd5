import type { FastifyInstance } from 'fastify';
import { evaluatePath, evaluateRequestSchema, mediaTypes, type EvaluateRequest } from '@etanche/core-protocol';
import type { Evaluator } from '../evaluator.ts';
import type { AddressOf } from '../http-app.ts';

/** `POST /v1/evaluate`: JSON from anonymous callers, a compact JWS from importers and members. */
export function evaluateRoute(app: FastifyInstance, evaluator: Evaluator, addressOf: AddressOf): void {
  app.post<{ Body: EvaluateRequest | string }>(
    evaluatePath,
    { schema: { body: { content: { [mediaTypes.json]: { schema: evaluateRequestSchema } } } } },
    async (request) => {
      const { body } = request;
      if (typeof body === 'string') return evaluator.signed(body);
      return evaluator.anonymous(body, addressOf(request));
    },
  );
}
