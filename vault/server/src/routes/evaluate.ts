import type { FastifyInstance } from 'fastify';
import {
  evaluatePath,
  evaluateRequestSchema,
  mediaTypes,
  parseKeySetId,
  type EvaluateRequest,
} from '@etanche/core-protocol';
import type { Evaluator } from '../evaluator.ts';
import type { AddressOf } from '../vault-http.ts';
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
      const signed = typeof body === 'string';
      const answer = signed ? await evaluator.signed(body) : await evaluator.anonymous(body, addressOf(request));
      const { purpose } = parseKeySetId(answer.keySet);
      const seconds = (performance.now() - from) / 1000;
      metrics.evaluated(purpose, signed ? 'importer' : 'anonymous', answer.elements.length, seconds);
      return answer;
    },
  );
}
