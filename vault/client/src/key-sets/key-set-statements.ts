import {
  keySetStatementSchema,
  type Federation,
  type KeySet,
  type KeySetStatement,
} from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, checkJwsTypes, findMismatch, ProtocolError, verifyCompact } from '@etanche/core-wire';
import { makeKeySet, OprfError, type Group } from '@etanche/core-oprf';
import { parseJson } from '../transport.ts';
import { VaultClientError } from '../vault-client-error.ts';
import { VaultFailed } from '../vault-failed.ts';

export type Vault = Federation['vaults'][number];

/** Largest statement, in bytes. */
export const statementBytes = 4096;

/**
 * Reads a vault's signed statement about its share.
 *
 * @throws VaultFailed `answer_invalid` if the signature or the shape is wrong
 */
export async function readStatement(jws: string, vault: Vault): Promise<KeySetStatement> {
  try {
    const { payload } = await verifyCompact(jws, checkJwsTypes.keySetStatement, fromBase64url(vault.signingKey, 32));
    const statement = parseJson(fromUtf8(payload));
    if (findMismatch(keySetStatementSchema, statement) !== null) throw new VaultFailed('answer_invalid');
    return statement as KeySetStatement;
  } catch (cause) {
    if (cause instanceof ProtocolError) throw new VaultFailed('answer_invalid', { cause });
    throw cause;
  }
}

/**
 * Builds the key set from the statements of all vaults.
 *
 * @throws VaultClientError `key_set_refused` if a statement has another key set, index, number of vaults or threshold
 * than
 *   the federation, or if the shares do not lie on one polynomial
 */
export function keySetFromStatements(
  group: Group,
  federation: Federation,
  id: string,
  statements: readonly KeySetStatement[],
): KeySet {
  const shares = federation.vaults.map((vault, i) => {
    const statement = statements[i];
    if (
      statement?.keySet !== id ||
      statement.index !== vault.index ||
      statement.vaults !== federation.vaults.length ||
      statement.threshold !== federation.threshold
    ) {
      throw new VaultClientError('key_set_refused', `vault ${vault.index} states another key set or federation`);
    }
    return { index: vault.index, publicKey: statement.publicKey, url: vault.url };
  });
  try {
    return makeKeySet(group, id, federation.threshold, shares);
  } catch (cause) {
    if (!(cause instanceof OprfError)) throw cause;
    throw new VaultClientError('key_set_refused', 'the shares of the key set are inconsistent', { cause });
  }
}
