import {
  mediaTypes,
  vaultStatementPath,
  vaultStatementSchema,
  type Federation,
  type VaultStatement,
} from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, jwsTypes, findMismatch, ProtocolError, verifyCompact } from '@etanche/core-wire';
import { askAll } from '../evaluate/ask-all.ts';
import { statementBytes, type Vault } from '../key-sets/key-set-statements.ts';
import { askVault, parseJson, vaultUrl, type Transport } from '../transport.ts';
import type { VaultFailure } from '../vault-client-error.ts';
import { VaultFailed } from '../vault-failed.ts';

/**
 * Fetches the vaults' signed statements about themselves: owner, jurisdiction, and whether they are a trial. A
 * statement inconsistent with the federation is a failure of that vault.
 *
 * @param options.needed minimum number of good answers
 * @returns the good answers, in the federation's order
 * @throws VaultClientError `could_not_check` or `refused` with every vault's failure
 */
export async function fetchVaultStatements(
  options: Transport & {
    readonly federation: Federation;
    readonly needed: number;
    readonly report?: (failure: VaultFailure) => void;
  },
): Promise<VaultStatement[]> {
  const { federation, needed, report } = options;
  const ask = async (vault: Vault): Promise<VaultStatement> => {
    const url = vaultUrl(vault.url, vaultStatementPath);
    const request = { url, method: 'GET', accept: mediaTypes.jws, maxBytes: statementBytes } as const;
    const jws = await askVault(options, request, new AbortController().signal);
    return readVaultStatement(jws, vault, federation);
  };
  const answers = await askAll(federation, needed, ask, report);
  return answers.map(({ answer }) => answer);
}

/**
 * Reads one vault's signed statement about itself.
 *
 * @throws VaultFailed `answer_invalid` if the signature or the shape is wrong, or it is inconsistent with the
 * federation
 */
export async function readVaultStatement(jws: string, vault: Vault, federation: Federation): Promise<VaultStatement> {
  try {
    const { payload } = await verifyCompact(jws, jwsTypes.vaultStatement, fromBase64url(vault.signingKey, 32));
    const value = parseJson(fromUtf8(payload));
    if (findMismatch(vaultStatementSchema, value) !== null) throw new VaultFailed('answer_invalid');
    const statement = value as VaultStatement;
    const fits =
      statement.index === vault.index &&
      statement.vaults === federation.vaults.length &&
      statement.threshold === federation.threshold;
    if (!fits) throw new VaultFailed('answer_invalid');
    return statement;
  } catch (cause) {
    if (cause instanceof ProtocolError) throw new VaultFailed('answer_invalid', { cause });
    throw cause;
  }
}
