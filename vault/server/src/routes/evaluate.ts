import type { FastifyInstance } from 'fastify';
import {
  evaluatePath,
  evaluateRequestSchema,
  mediaTypes,
  parseKeySetId,
  type EvaluateRequest,
} from '@etanche/core-vault-protocol';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { AddressOf } from '../http/vault-http.ts';
import type { VaultMetrics } from '../vault-metrics.ts';

/** `POST /v1/evaluate`: JSON from anonymous callers, a compact JWS from importers and members. */
export function evaluateRoute(
  app: FastifyInstance,
  evaluator: Evaluator,
  addressOf: AddressOf,
  metrics: VaultMetrics,
): void {
  app.post<{ Body: EvaluateRequest | string }>(
    evaluatePath,
    { schema: { body: { content: { [mediaTypes.json]: { schema: evaluateRequestSchema } } } } },
    async (request) => {
      const { body } = request;
      const from = performance.now();
      const { answer, caller } =
        typeof body === 'string'
          ? await evaluator.signed(body, addressOf(request))
          : { answer: await evaluator.anonymous(body, addressOf(request)), caller: 'anonymous' as const };
      const { purpose } = parseKeySetId(answer.keySet);
      const seconds = (performance.now() - from) / 1000;
      metrics.evaluated(purpose, caller, answer.elements.length, seconds);
      return answer;
    },
  );
}
