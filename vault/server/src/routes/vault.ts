import type { FastifyInstance } from 'fastify';
import { mediaTypes, suite, vaultStatementPath, type VaultStatement } from '@etanche/core-vault-protocol';
import { jwsTypes, signCompact, utf8 } from '@etanche/core-wire';
import type { VaultConfig } from '../config/config.ts';
import type { VaultPosition } from '../seeds/seed-file.ts';
import type { SigningKey } from '../seeds/signing-key.ts';

/** `GET /v1/vault`: the vault's identity. `GET /v1/vault/statement`: the same with its owner, signed. */
export function vaultRoutes(
  app: FastifyInstance,
  position: VaultPosition,
  about: VaultConfig['about'],
  { key, publicKey: signingKey }: SigningKey,
): void {
  const { index, vaults, threshold } = position;
  app.get('/v1/vault', () => ({ index, vaults, threshold, suite, signingKey }));
  const statement: VaultStatement = { index, vaults, threshold, suite, ...about };
  // The statement does not change while the process runs, so one signature serves every caller.
  const signed = signCompact(utf8(JSON.stringify(statement)), jwsTypes.vaultStatement, key, signingKey);
  app.get(vaultStatementPath, async (_request, reply) => reply.type(mediaTypes.jws).send(await signed));
}
