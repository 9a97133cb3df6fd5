import type { FastifyInstance } from 'fastify';
import type { Bytes } from '@etanche/core-wire';
import type { Database } from '@etanche/platform';
import type { VaultConfig } from '../config/config.ts';
import type { VaultPosition } from '../seeds/seed-file.ts';
import type { SigningKey } from '../seeds/signing-key.ts';
import { VaultError } from '../vault-error.ts';
import { ApprovalsService } from './approvals-service.ts';
import { approvalsRoutes } from './approvals-routes.ts';
import { PageChallenges } from './page-challenges.ts';
import { pageRoute } from './page-route.ts';

/**
 * Registers the approvals page and its routes if the configuration has one.
 *
 * @throws VaultError `configuration_invalid` if the federation file describes another federation
 */
export async function addApprovals(
  app: FastifyInstance,
  options: {
    readonly config: Pick<VaultConfig, 'approvals' | 'federation' | 'store'>;
    readonly position: VaultPosition;
    readonly signingKey: SigningKey;
    readonly database: Database;
    readonly now: () => number;
    readonly random: (length: number) => Bytes;
  },
): Promise<void> {
  const { config, position, signingKey, database, now, random } = options;
  const { approvals, federation } = config;
  if (federation === null) return;
  const own = federation.vaults.find(({ index }) => index === position.index);
  const { threshold, vaults } = federation;
  if (
    own?.signingKey !== signingKey.publicKey ||
    threshold !== position.threshold ||
    vaults.length !== position.vaults
  ) {
    throw new VaultError(
      'configuration_invalid',
      'ETANCHE_VAULT_FEDERATION does not describe the federation of this vault',
    );
  }
  if (approvals === null) return;
  const key = signingKey.approvalsKey;
  const challenges = new PageChallenges({ key, database, timeoutMs: config.store.timeoutMs, now, random });
  const { index } = position;
  const service = new ApprovalsService({ index, signingKey, ...approvals, database, challenges, now });
  approvalsRoutes(app, service, { index, federation });
  await pageRoute(app, federation, { index, signingKey });
}
