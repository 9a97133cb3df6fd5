import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256, utf8 } from '@etanche/core-wire';
import vectors from '../../../vectors/merkle.json' with { type: 'json' };
import {
  appendLeaves,
  auditPath,
  buildTree,
  consistencyProof,
  consistencyRanges,
  edgeTiles,
  inclusionRanges,
  leafHash,
  rangeHash,
  rootFromTiles,
  tilesOf,
  type Hash,
} from '../src/index.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** A tree of tiles, grown in batches that see no more than the tiles of its edge. */
function grow(batches: readonly number[]) {
  const tiles = new Map<string, Uint8Array>();
  const leaves: Hash[] = [];
  for (const count of batches) {
    const added = Array.from({ length: count }, (_, i) => leafHash(utf8(`leaf ${leaves.length + i}`)));
    const edge = new Set(edgeTiles(leaves.length).map(({ level, tile }) => `${level}/${tile}`));
    const seen = (level: number, tile: number) =>
      edge.has(`${level}/${tile}`) ? tiles.get(`${level}/${tile}`) : undefined;
    for (const { level, tile, hashes } of appendLeaves(leaves.length, added, seen))
      tiles.set(`${level}/${tile}`, hashes);
    leaves.push(...added);
  }
  return { leaves, tiles: (level: number, tile: number) => tiles.get(`${level}/${tile}`) };
}

describe('the tree in tiles', () => {
  const sizes = fc.array(fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 700 }), fc.constantFrom(255, 256, 257)), {
    minLength: 1,
    maxLength: 6,
  });

  test('a tree in tiles has the root and the proofs of the whole tree, however it was grown', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (batches, some, other) => {
        const { leaves, tiles } = grow(batches);
        const tree = buildTree(leaves);
        const size = leaves.length;
        expect(rootFromTiles(size, tiles)).toEqual(tree.root);
        fc.pre(size > 0);
        const hashes = (ranges: ReturnType<typeof inclusionRanges>) => {
          const held = new Set(tilesOf(ranges).map(({ level, tile }) => `${level}/${tile}`));
          return ranges.map((range) =>
            rangeHash(range, (level, tile) => (held.has(`${level}/${tile}`) ? tiles(level, tile) : undefined)),
          );
        };
        const index = some % size;
        expect(hashes(inclusionRanges(index, size))).toEqual(auditPath(tree, index));
        const first = (other % size) + 1;
        expect(hashes(consistencyRanges(first, size))).toEqual(consistencyProof(leaves, first));
        const before = buildTree(leaves.slice(0, first));
        expect(rootFromTiles(first, tiles)).toEqual(before.root);
      }),
      { numRuns: 60 },
    );
  });

  test.for(vectors.tileTrees)(
    'the tiles and the root of $size leaves are those of the vectors',
    ({ size, root, tiles }) => {
      const { tiles: grown } = grow([Math.floor(size / 2), Math.ceil(size / 2)]);
      expect(hex(rootFromTiles(size, grown))).toBe(root);
      for (const { level, tile, width, sha256: digest } of tiles) {
        const hashes = grown(level, tile) ?? new Uint8Array(0);
        expect(hashes.length).toBe(32 * width);
        expect(hex(sha256(hashes))).toBe(digest);
      }
    },
  );

  test('a tree of three levels grows over the edges of its tiles', () => {
    const { leaves, tiles } = grow([65_535, 1, 1, 300]);
    for (const size of [65_535, 65_536, 65_537, leaves.length]) {
      expect(rootFromTiles(size, tiles)).toEqual(buildTree(leaves.slice(0, size)).root);
    }
    expect(tilesOf(inclusionRanges(12_345, leaves.length)).length).toBeLessThan(8);
  });

  test('a tree that lacks a tile gives nothing', () => {
    const { leaves } = grow([300]);
    expect(() => rootFromTiles(leaves.length, () => undefined)).toThrow(RangeError);
    expect(() => appendLeaves(300, leaves, () => undefined)).toThrow(RangeError);
  });
});
