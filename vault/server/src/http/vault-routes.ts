import type { FastifyInstance } from 'fastify';
import type { Logger } from '@etanche/platform';
import { cosignManifestRoute } from '../routes/cosign-manifest.ts';
import type { VaultConfig } from '../config/config.ts';
import { evaluateRoute } from '../routes/evaluate.ts';
import { keySetOrdersRoute } from '../routes/key-set-orders.ts';
import { keySetStatementRoute } from '../routes/key-set-statement.ts';
import { loggedManifestsRoutes } from '../routes/logged-manifests.ts';
import { practiceRoutes } from '../routes/practices.ts';
import { vaultRoutes } from '../routes/vault.ts';
import type { VaultPosition } from '../seeds/seed-file.ts';
import type { SigningKey } from '../seeds/signing-key.ts';
import { addressReader } from './vault-http.ts';
import type { VaultMetrics } from '../vault-metrics.ts';
import type { Services } from '../vault-services.ts';

/** Every route of a vault except health, which the HTTP layer provides. */
export function addRoutes(
  app: FastifyInstance,
  options: {
    readonly services: Services;
    readonly position: VaultPosition;
    readonly about: VaultConfig['about'];
    readonly signingKey: SigningKey;
    readonly trustedHops: number;
    readonly metrics: VaultMetrics;
    readonly logger: Logger;
  },
): void {
  const { services, position, about, signingKey, trustedHops, metrics, logger } = options;
  const addressOf = addressReader(trustedHops);
  evaluateRoute(app, services.evaluator, addressOf, metrics);
  keySetOrdersRoute(app, services.keySetService, (order, keySet) => {
    logger.info('key_set_order', { vault: position.index, step: order, keySet });
  });
  keySetStatementRoute(app, services.keySetService);
  cosignManifestRoute(app, services.log, (keySet, version) => {
    logger.info('manifest_cosigned', { vault: position.index, keySet, version });
  });
  loggedManifestsRoutes(app, services.log);
  practiceRoutes(app, services.practices, addressOf);
  vaultRoutes(app, position, about, signingKey);
}
