import { limits } from '@etanche/core-wire';
import { OprfError } from './oprf-error.ts';

/**
 * Every set A of n − t + 1 vaults, in lexicographic order: exactly the vaults of A hold the seed r_A. Any t vaults
 * include a member of every A; for any t − 1 vaults there is an A that includes none of them.
 *
 * @throws OprfError `input_invalid` unless 1 ≤ threshold ≤ vaults ≤ 9
 */
export function seedHolders(vaults: number, threshold: number): number[][] {
  if (!Number.isInteger(vaults) || !Number.isInteger(threshold) || vaults > limits.vaults) {
    throw new OprfError('input_invalid', 'the number of vaults or the threshold is out of range');
  }
  if (threshold < 1 || threshold > vaults) {
    throw new OprfError('input_invalid', 'the threshold is not between 1 and the number of vaults');
  }
  return subsets(1, vaults, vaults - threshold + 1);
}

/**
 * The holder that creates the seed of `holders`. In the order of the sets, each seed is assigned to the holder with the
 * fewest seeds so far, lowest index first. The vaults' counts then differ by at most one if the sizes allow it, and
 * with t > 1 no vault creates all seeds.
 *
 * @throws OprfError `input_invalid` when `holders` is not one of `seedHolders`
 */
export function seedMaker(holders: readonly number[], vaults: number, threshold: number): number {
  const made = new Map<number, number>();
  for (const set of seedHolders(vaults, threshold)) {
    const maker = set.reduce((best, index) => ((made.get(index) ?? 0) < (made.get(best) ?? 0) ? index : best));
    made.set(maker, (made.get(maker) ?? 0) + 1);
    if (set.length === holders.length && set.every((index, i) => index === holders[i])) return maker;
  }
  throw new OprfError('input_invalid', 'not a set of seed holders');
}

function subsets(from: number, to: number, size: number): number[][] {
  if (size === 0) return [[]];
  const found: number[][] = [];
  for (let first = from; first <= to - size + 1; first++) {
    for (const rest of subsets(first + 1, to, size - 1)) found.push([first, ...rest]);
  }
  return found;
}
