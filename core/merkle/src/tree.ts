import { emptyRoot, nodeHash, type Hash } from './hash.ts';
import { MerkleError } from './merkle-error.ts';

/** A tree with all its nodes: 64 bytes per leaf, and every audit path in logarithmic time. */
export type Tree = { readonly size: number; readonly root: Hash; readonly levels: readonly (readonly Hash[])[] };

/**
 * The tree of RFC 6962 section 2.1 over leaf hashes. Its recursion (split at the largest power of two below the size)
 * equals hashing neighbours level by level, where a last node without a neighbour moves up unchanged.
 */
export function buildTree(leaves: readonly Hash[]): Tree {
  const levels: (readonly Hash[])[] = [leaves];
  let level = leaves;
  while (level.length > 1) {
    const above: Hash[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const left = at(level, i);
      above.push(i + 1 < level.length ? nodeHash(left, at(level, i + 1)) : left);
    }
    levels.push(above);
    level = above;
  }
  return { size: leaves.length, root: level[0] ?? emptyRoot(), levels };
}

/** The node at an index; throws if there is none. */
export function at(nodes: readonly Hash[], index: number): Hash {
  const node = nodes[index];
  if (node === undefined) throw new MerkleError('position_invalid', `no node ${index} among ${nodes.length}`);
  return node;
}
