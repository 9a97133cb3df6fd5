import { emptyRoot, nodeHash, type Hash } from './hash.ts';

/** The root of a tree whose leaves are added one by one, with a logarithmic number of hashes in memory. */
export type RunningRoot = {
  /** @param leaf a leaf hash */
  add(leaf: Hash): void;
  size(): number;
  /** RFC 6962 section 2.1, over the leaves so far. */
  root(): Hash;
};

export function createRunningRoot(): RunningRoot {
  /** Complete subtrees from left to right, each smaller than the one before. */
  const subtrees: { readonly size: number; readonly root: Hash }[] = [];
  return {
    add(leaf) {
      let added = { size: 1, root: leaf };
      for (let last = subtrees.at(-1); last?.size === added.size; last = subtrees.at(-1)) {
        subtrees.pop();
        added = { size: 2 * added.size, root: nodeHash(last.root, added.root) };
      }
      subtrees.push(added);
    },
    size: () => subtrees.reduce((sum, { size }) => sum + size, 0),
    root() {
      const last = subtrees.at(-1);
      if (last === undefined) return emptyRoot();
      return subtrees.slice(0, -1).reduceRight((right, { root }) => nodeHash(root, right), last.root);
    },
  };
}
