import { equalBytes } from '@etanche/core-wire';
import { nodeHash, type Hash } from './hash.ts';
import { MerkleError } from './merkle-error.ts';
import { at, type Tree } from './tree.ts';

/**
 * The audit path of a leaf (RFC 6962 section 2.1.1), from the leaf upwards.
 *
 * @throws MerkleError `position_invalid`
 */
export function auditPath(tree: Tree, index: number): Hash[] {
  requireLeaf(index, tree.size);
  const path: Hash[] = [];
  let position = index;
  for (const level of tree.levels.slice(0, -1)) {
    const neighbour = position % 2 === 0 ? position + 1 : position - 1;
    if (neighbour < level.length) path.push(at(level, neighbour));
    position = Math.floor(position / 2);
  }
  return path;
}

/** Number of hashes in the audit path of a leaf: up to ⌈log2 size⌉, fewer at the right edge. */
export function auditPathLength(index: number, size: number): number {
  requireLeaf(index, size);
  let length = 0;
  for (
    let position = index, last = size - 1;
    last > 0;
    position = Math.floor(position / 2), last = Math.floor(last / 2)
  ) {
    if (position % 2 === 1 || position < last) length += 1;
  }
  return length;
}

/**
 * Verifies an audit path as RFC 9162 section 2.1.3.2 does (the tree is RFC 6962's).
 *
 * @throws MerkleError `position_invalid`, `proof_invalid`
 */
export function verifyAuditPath(leaf: Hash, index: number, size: number, path: readonly Hash[], root: Hash): void {
  if (path.length !== auditPathLength(index, size)) {
    throw new MerkleError('proof_invalid', `audit path of ${path.length} hashes for leaf ${index} of ${size}`);
  }
  let hash = leaf;
  let next = 0;
  for (
    let position = index, last = size - 1;
    last > 0;
    position = Math.floor(position / 2), last = Math.floor(last / 2)
  ) {
    if (position % 2 === 1) hash = nodeHash(at(path, next++), hash);
    else if (position < last) hash = nodeHash(hash, at(path, next++));
  }
  if (!equalBytes(hash, root)) throw new MerkleError('proof_invalid', 'audit path leads to another root');
}

function requireLeaf(index: number, size: number): void {
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new MerkleError('position_invalid', `no leaf ${index} in a tree of ${size}`);
  }
}
