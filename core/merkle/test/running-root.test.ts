import { expect, test } from 'vitest';
import { buildTree, createRunningRoot, leafHash } from '../src/index.ts';

test('the root after each leaf is that of the whole tree', () => {
  const leaves = Array.from({ length: 130 }, (_, i) => leafHash(Uint8Array.of(i)));
  const running = createRunningRoot();
  expect(running.root()).toEqual(buildTree([]).root);
  for (const [i, leaf] of leaves.entries()) {
    running.add(leaf);
    expect(running.size()).toBe(i + 1);
    expect(running.root()).toEqual(buildTree(leaves.slice(0, i + 1)).root);
  }
});

test('the order of the leaves matters', () => {
  const [first, second] = [leafHash(Uint8Array.of(1)), leafHash(Uint8Array.of(2))];
  const roots = [
    [first, second],
    [second, first],
  ].map((leaves) => {
    const running = createRunningRoot();
    for (const leaf of leaves) running.add(leaf);
    return running.root();
  });
  expect(roots[0]).not.toEqual(roots[1]);
});
