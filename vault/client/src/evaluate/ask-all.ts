import type { Federation } from '@etanche/core-vault-protocol';
import { failureVerdict } from './failure-verdict.ts';
import type { VaultFailure } from '../vault-client-error.ts';
import { VaultFailed } from '../vault-failed.ts';
import type { Vault } from '../key-sets/key-set-statements.ts';

/**
 * Asks every vault of the federation in parallel, and waits for all.
 *
 * @param needed minimum number of good answers
 * @returns the good answers with their vaults, in the federation's order
 * @throws VaultClientError `refused` or `could_not_check` with every vault's failure
 */
export async function askAll<T>(
  federation: Federation,
  needed: number,
  ask: (vault: Vault) => Promise<T>,
  report: (failure: VaultFailure) => void = () => undefined,
): Promise<{ vault: Vault; answer: T }[]> {
  const failures: VaultFailure[] = [];
  const asked = federation.vaults.map(async (vault) => {
    try {
      return [{ vault, answer: await ask(vault) }];
    } catch (error) {
      if (!(error instanceof VaultFailed)) throw error;
      const failure = error.asFailure(vault.index);
      failures.push(failure);
      report(failure);
      return [];
    }
  });
  const answers = (await Promise.all(asked)).flat();
  if (answers.length < needed) throw failureVerdict(failures, needed - answers.length);
  return answers;
}
