import type { DirectoryEntry } from '@etanche/core-exchange-protocol';
import type { Chain } from '@etanche/core-vault-protocol';
import { fetchPractice, VaultClientError } from '@etanche/vault-client';
import { unavailable, untrusted } from '../data/data-error.ts';
import { replayChain } from '../orders/replay-chain.ts';
import { RecordsClientError } from '../records-client-error.ts';
import type { RecordsClient } from '../session/client.ts';

/**
 * The chain of another practice, on which t of its vaults agree. Its id is the hash of its genesis, so that nobody can
 * state another chain for it.
 *
 * @throws DataError `could_not_check`
 */
export async function chainOf(
  { practice }: Pick<RecordsClient, 'practice'>,
  { practice: id, federation }: Pick<DirectoryEntry, 'practice' | 'federation'>,
): Promise<Chain> {
  try {
    const found = await fetchPractice({ ...practice.vaults, federation, practice: id });
    return replayChain(found.genesis, found.orders);
  } catch (cause) {
    if (cause instanceof VaultClientError) throw unavailable('the vaults of the other practice', cause);
    if (cause instanceof RecordsClientError) throw untrusted('the chain of the other practice', cause);
    throw cause;
  }
}
