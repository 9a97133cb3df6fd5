import type { FastifyInstance } from 'fastify';
import { checkpointRequestSchema, practicesPath, type CheckpointRequest } from '@etanche/core-vault-protocol';
import { recordIdSchema } from '@etanche/core-wire';
import type { Witness } from './witness.ts';

/** `POST /v1/practices/<practice>/checkpoints`: cosigns a checkpoint that continues the last one. */
export function checkpointsRoute(app: FastifyInstance, witness: Witness): void {
  const params = { type: 'object', properties: { practice: recordIdSchema }, required: ['practice'] } as const;
  app.post<{ Params: { practice: string }; Body: CheckpointRequest }>(
    `${practicesPath}/:practice/checkpoints`,
    { schema: { params, body: checkpointRequestSchema } },
    async (request) => witness.cosign(request.params.practice, request.body),
  );
}
