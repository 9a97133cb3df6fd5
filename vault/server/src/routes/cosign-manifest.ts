import type { FastifyInstance } from 'fastify';
import { manifestsPath, signedManifestSchema, type SignedManifest } from '@etanche/core-check-protocol';
import { limits } from '@etanche/core-wire';
import type { ManifestLog } from '../key-sets/manifest-log.ts';

/** `POST /v1/manifests`: logs and cosigns a manifest signed by its operator. */
export function cosignManifestRoute(
  app: FastifyInstance,
  log: ManifestLog,
  report: (keySet: string, version: number) => void,
): void {
  app.post<{ Body: SignedManifest }>(
    manifestsPath,
    { schema: { body: signedManifestSchema }, bodyLimit: limits.manifestBytes + limits.requestBytes },
    async (request) => {
      const { manifest, signature } = await log.cosign(request.body);
      report(manifest.keySets[0]?.id ?? '', manifest.version);
      return signature;
    },
  );
}
