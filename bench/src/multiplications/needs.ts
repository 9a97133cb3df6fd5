import type { Weights } from './measure-operations.ts';

/** Multiplications that one element of a batch of `m` needs of a vault: the door, `blindEvaluate`. */
export function vaultNeed(m: number, weights: Weights): number {
  const multiplications = 2 * m + 2;
  const small = (m - 1) * weights.add + weights.base + (m + 1) * weights.hashToScalar + m * weights.door;
  return (multiplications + small) / m;
}

/**
 * Multiplications that one term of a batch of `m` needs of an importer at `t` vaults: `blind`, for each vault the door
 * and `verifyEvaluation`, then `combineAndFinalize` with the fewest additions that it can do with (2 at 2 of 3).
 */
export function importerNeed(m: number, t: number, weights: Weights): number {
  const blinding = m + m * weights.hashToGroup;
  const verifying = 2 * m + 4 + 2 * m * weights.add + (m + 1) * weights.hashToScalar + m * weights.door;
  const finalizing = m + 2 * m * weights.add;
  return (blinding + t * verifying + finalizing) / m;
}
