import {
  vaultsOfOneOwner,
  vaultStatementPath,
  vaultStatementSchema,
  type Federation,
  type VaultStatement,
} from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, jwsTypes, parseShape, verifyCompact } from '@etanche/core-wire';
import { Refusal } from '../http/refusal.ts';
import { getText, type Fetch } from './vault-http.ts';

export type OwnerReader = { readonly federation: Federation; readonly fetch: Fetch; readonly timeoutMs: number };

/**
 * Asks every vault for its owner before a practice is founded on them.
 *
 * @throws Refusal `owners_shared`, `vaults_unreachable` unless every vault answers
 */
export async function requireOwners(reader: OwnerReader): Promise<void> {
  const { federation } = reader;
  const asked = await Promise.all(
    federation.vaults.map((vault) =>
      readStatement(reader, vault).then(
        (statement) => [statement],
        () => [],
      ),
    ),
  );
  const statements = asked.flat();
  if (statements.length < federation.vaults.length) throw new Refusal('vaults_unreachable', { retryAfter: 5 });
  if (vaultsOfOneOwner(statements).length > 0) {
    throw new Refusal('owners_shared', { detail: 'Two vaults declare the same owner.' });
  }
}

async function readStatement(
  { fetch, timeoutMs, federation }: OwnerReader,
  vault: Federation['vaults'][number],
): Promise<VaultStatement> {
  const jws = await getText(fetch, vault.url.replace(/\/+$/, '') + vaultStatementPath, timeoutMs);
  const { payload } = await verifyCompact(jws, jwsTypes.vaultStatement, fromBase64url(vault.signingKey, 32));
  const statement = parseShape(vaultStatementSchema, JSON.parse(fromUtf8(payload)), 'vault statement');
  const fits = statement.index === vault.index && statement.vaults === federation.vaults.length;
  if (!fits || statement.threshold !== federation.threshold) throw new Error('a vault states another federation');
  return statement;
}
