import type { FastifyInstance } from 'fastify';
import { indexNameSchema, manifestsPath, nonceSchema } from '@etanche/core-check-protocol';
import { mediaTypes } from '@etanche/core-vault-protocol';
import type { ManifestLog } from '../key-sets/manifest-log.ts';

/** The manifests of one index that this vault has cosigned: a signed list, and each manifest in it. */
export function loggedManifestsRoutes(app: FastifyInstance, log: ManifestLog): void {
  const index = { type: 'object', properties: { index: indexNameSchema }, required: ['index'] } as const;
  const asked = { type: 'object', properties: { nonce: nonceSchema }, required: ['nonce'] } as const;
  app.get<{ Params: { index: string }; Querystring: { nonce: string } }>(
    `${manifestsPath}/:index`,
    { schema: { params: index, querystring: asked } },
    async ({ params, query }, reply) => {
      const statement = await log.statement(params.index, query.nonce);
      return reply.type(mediaTypes.jws).send(statement);
    },
  );
  const one = {
    type: 'object',
    properties: { index: indexNameSchema, version: { type: 'string', pattern: '^[1-9][0-9]{0,6}$', maxLength: 7 } },
    required: ['index', 'version'],
  } as const;
  app.get<{ Params: { index: string; version: string } }>(
    `${manifestsPath}/:index/:version`,
    { schema: { params: one } },
    async ({ params }, reply) => reply.type(mediaTypes.json).send(await log.find(params.index, Number(params.version))),
  );
}
