import type { Weights } from './measure-operations.ts';

/** Multiplications that a vault needs for one element of a batch of `m`: decoding and `blindEvaluate`. */
export function vaultNeed(m: number, weights: Weights): number {
  const multiplications = 2 * m + 2;
  const small = (m - 1) * weights.add + weights.base + (m + 1) * weights.hashToScalar + m * weights.door;
  return (multiplications + small) / m;
}

/**
 * Multiplications that an importer needs for one term of a batch of `m` at `t` vaults: `blind`, decoding and
 * `verifyEvaluation` for each vault, then `combineAndFinalize` with the minimum of additions (2 at 2 of 3).
 */
export function importerNeed(m: number, t: number, weights: Weights): number {
  const blinding = m + m * weights.hashToGroup;
  const verifying = 2 * m + 4 + 2 * m * weights.add + (m + 1) * weights.hashToScalar + m * weights.door;
  const finalizing = m + 2 * m * weights.add;
  return (blinding + t * verifying + finalizing) / m;
}
