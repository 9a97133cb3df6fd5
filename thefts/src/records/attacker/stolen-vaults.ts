import { join } from 'node:path';
import type { ConstantTimeGroup } from '@etanche/core-oprf';
import { candidateKeys, stealVault } from '../../system/candidate-keys.ts';
import { evaluateAlone } from '../../system/guess-with-keys.ts';
import type { Evaluation } from './open-offline.ts';
import { isElement } from './scope-target.ts';

/** The directory of one vault within that of the practice. */
export function vaultDirectory(directory: string, index: number): string {
  return join(directory, 'vaults', `vault-${index}`);
}

/**
 * Evaluates with the seeds of stolen vaults, without any request: with t vaults the function itself, with fewer every
 * key that can be tried.
 */
export function evaluateWithSeeds(group: ConstantTimeGroup, directory: string, vaults: readonly number[]): Evaluation {
  const stolen = vaults.map((index) => stealVault(vaultDirectory(directory, index)));
  const keys = new Map<string, ReturnType<typeof candidateKeys>>();
  return (keySet, input) => {
    const candidates = keys.get(keySet) ?? candidateKeys(group, stolen, keySet);
    keys.set(keySet, candidates);
    const isScope = !keySet.startsWith('search/') && isElement(input);
    return candidates.map((key) => (isScope ? group.multiply(input, key) : evaluateAlone(group, input, key)));
  };
}
