import { keySetsPath, mediaTypes, type Federation, type KeySet, type OpenKeySet } from '@etanche/core-vault-protocol';
import { jwsTypes } from '@etanche/core-wire';
import type { Group } from '@etanche/core-oprf';
import { askAll } from '../evaluate/ask-all.ts';
import { keySetFromStatements, readStatement, statementBytes } from './key-set-statements.ts';
import { envelope, signPayload, type Clock, type SigningKey } from '../request-signer.ts';
import { askVault, vaultUrl, type Transport } from '../transport.ts';

/** An owner's order about its key set; core/vault-protocol defines the effect of each. */
export type KeySetCommand =
  | { readonly order: 'open'; readonly importer: OpenKeySet['importer']; readonly ceiling: OpenKeySet['ceiling'] }
  | { readonly order: 'close' }
  | { readonly order: 'withdraw' };

/**
 * Sends an order signed by the key set's owner to every vault, and returns the key set from their statements. If one
 * vault fails, the others may have applied the order: repeat it, which changes nothing where it was applied.
 *
 * @throws VaultClientError `refused`, `could_not_check`, `key_set_refused`
 */
export async function sendKeySetOrder(
  options: Transport &
    Clock & {
      readonly federation: Federation;
      readonly group: Group;
      readonly owner: SigningKey;
      readonly id: string;
      readonly command: KeySetCommand;
    },
): Promise<KeySet> {
  const { federation, group, id } = options;
  const answers = await askAll(federation, federation.vaults.length, async (vault) => {
    const payload = { ...envelope(vault.signingKey, id, options), ...options.command };
    const request = {
      url: vaultUrl(vault.url, keySetsPath),
      method: 'POST',
      body: { mediaType: mediaTypes.jws, text: await signPayload(payload, jwsTypes.keySetOrder, options.owner) },
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
