import type { Federation } from '@etanche/core-vault-protocol';
import type { Transport } from '../transport.ts';
import type { VaultFailure } from '../vault-client-error.ts';
import { VaultFailed } from '../vault-failed.ts';
import { nextSequence } from './catch-up.ts';

/** The vaults that do not answer about a practice, whether they know it or not. */
export async function unreachedVaults(
  options: Transport & { readonly federation: Federation; readonly practice: string },
): Promise<readonly VaultFailure[]> {
  const { federation, practice } = options;
  const asked = federation.vaults.map(async (vault) => {
    try {
      await nextSequence(options, vault, practice);
      return [];
    } catch (error) {
      if (!(error instanceof VaultFailed)) throw error;
      return [error.asFailure(vault.index)];
    }
  });
  return (await Promise.all(asked)).flat();
}
