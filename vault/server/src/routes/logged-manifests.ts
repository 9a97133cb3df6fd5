import type { FastifyInstance } from 'fastify';
import { indexNameSchema, manifestsPath } from '@etanche/core-protocol';
import type { ManifestLog } from '../manifest-log.ts';

/** `GET /v1/manifests/<index>`: what this vault has cosigned of one index. */
export function loggedManifestsRoute(app: FastifyInstance, log: ManifestLog): void {
  const params = { type: 'object', properties: { index: indexNameSchema }, required: ['index'] } as const;
  app.get<{ Params: { index: string } }>(`${manifestsPath}/:index`, { schema: { params } }, async (request) =>
    log.list(request.params.index),
  );
}
