import { equalBytes } from '@etanche/core-wire';
import { nodeHash, type Hash } from './hash.ts';
import { MerkleError } from './merkle-error.ts';
import { consistencyRanges } from './ranges.ts';
import { at, buildTree } from './tree.ts';

/**
 * The proof that the tree over the first `size` leaves is a prefix of the tree over all of them (RFC 6962 section
 * 2.1.2). Empty when both trees are the same.
 *
 * @throws MerkleError `position_invalid` unless 1 ≤ size ≤ number of leaves
 */
export function consistencyProof(leaves: readonly Hash[], size: number): Hash[] {
  if (!Number.isSafeInteger(size) || size < 1 || size > leaves.length) {
    throw new MerkleError('position_invalid', `a tree of ${leaves.length} leaves has no prefix of ${size}`);
  }
  return consistencyRanges(size, leaves.length).map(({ from, to }) => buildTree(leaves.slice(from, to)).root);
}

/** Two sizes of a growing tree and their roots. */
export type TreeGrowth = {
  readonly firstSize: number;
  readonly first: Hash;
  readonly secondSize: number;
  readonly second: Hash;
};

/**
 * Verifies a consistency proof as RFC 9162 section 2.1.4.2 does (the tree is RFC 6962's).
 *
 * @throws MerkleError `position_invalid` unless 1 ≤ firstSize ≤ secondSize, `proof_invalid`
 */
export function verifyConsistency(growth: TreeGrowth, proof: readonly Hash[]): void {
  const { firstSize, first, secondSize, second } = growth;
  if (
    !Number.isSafeInteger(firstSize) ||
    !Number.isSafeInteger(secondSize) ||
    firstSize < 1 ||
    secondSize < firstSize
  ) {
    throw new MerkleError('position_invalid', `a tree cannot grow from ${firstSize} to ${secondSize} leaves`);
  }
  if (firstSize === secondSize) {
    requireProof(proof.length === 0 && equalBytes(first, second));
    return;
  }
  const path = isPowerOfTwo(firstSize) ? [first, ...proof] : [...proof];
  requireProof(path.length > 0);
  let position = firstSize - 1;
  let last = secondSize - 1;
  while (position % 2 === 1) [position, last] = [half(position), half(last)];
  let firstHash = at(path, 0);
  let secondHash = firstHash;
  for (const node of path.slice(1)) {
    requireProof(last > 0);
    if (position % 2 === 1 || position === last) {
      firstHash = nodeHash(node, firstHash);
      secondHash = nodeHash(node, secondHash);
      while (position % 2 === 0 && position !== 0) [position, last] = [half(position), half(last)];
    } else {
      secondHash = nodeHash(secondHash, node);
    }
    [position, last] = [half(position), half(last)];
  }
  requireProof(last === 0 && equalBytes(firstHash, first) && equalBytes(secondHash, second));
}

function half(n: number): number {
  return Math.floor(n / 2);
}

function isPowerOfTwo(n: number): boolean {
  return 2 ** Math.round(Math.log2(n)) === n;
}

function requireProof(holds: boolean): void {
  if (!holds) throw new MerkleError('proof_invalid', 'consistency proof does not connect the two roots');
}
