import { keySetsPath, mediaTypes, parseKeySetId, type Federation, type KeySet } from '@etanche/core-vault-protocol';
import type { Group } from '@etanche/core-oprf';
import { askAll } from '../evaluate/ask-all.ts';
import { keySetFromStatements, readStatement, statementBytes } from './key-set-statements.ts';
import { askVault, vaultUrl, type Transport } from '../transport.ts';

/**
 * Builds a key set from the statements of all vaults of the federation, each verified with that vault's signing key.
 *
 * @throws VaultClientError `could_not_check` or `refused` unless every vault answers, `key_set_refused` if their
 *   statements are inconsistent
 * @throws ProtocolError `encoding_invalid` if the id is malformed
 */
export async function fetchKeySet(
  options: Transport & { readonly federation: Federation; readonly id: string; readonly group: Group },
): Promise<KeySet> {
  const { federation, id, group } = options;
  const { purpose, name } = parseKeySetId(id);
  const answers = await askAll(federation, federation.vaults.length, async (vault) => {
    const request = {
      url: vaultUrl(vault.url, `${keySetsPath}/${purpose}/${name}`),
      method: 'GET',
      accept: mediaTypes.jws,
      maxBytes: statementBytes,
    } as const;
    return readStatement(await askVault(options, request, new AbortController().signal), vault);
  });
  return keySetFromStatements(
    group,
    federation,
    id,
    answers.map(({ answer }) => answer),
  );
}
