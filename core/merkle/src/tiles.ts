import { concat } from '@etanche/core-wire';
import { emptyRoot, nodeHash, type Hash } from './hash.ts';
import { wholeNodes, type Range, type TreeNode } from './ranges.ts';
import { buildTree } from './tree.ts';

/**
 * The RFC 6962 tree of a log, cut into tiles of 256 hashes (as C2SP tlog-tiles does): tile `n` of level `l` holds the
 * roots of the whole subtrees of 256^l leaves numbered 256·n to 256·n + 255. A proof in a tree of ten million leaves
 * needs seven of them.
 */
const tileWidth = 256;
const hashBytes = 32;
const levelsOfTile = 8;

/** Hashes of 32 bytes, one after another: at most `tileWidth` of them. */
type Hashes = Uint8Array;
/** The hashes of a tile, undefined if the caller does not have them. */
export type Tiles = (level: number, tile: number) => Hashes | undefined;
export type TileName = { readonly level: number; readonly tile: number };
export type Tile = TileName & { readonly hashes: Hashes };

/** The root of the tree over the first `size` leaves, from its tiles. */
export function rootFromTiles(size: number, tiles: Tiles): Hash {
  return size === 0 ? emptyRoot() : rangeHash({ from: 0, to: size }, tiles);
}

/** The tiles that hold what these ranges are computed from. */
export function tilesOf(ranges: readonly Range[]): TileName[] {
  const named = new Map<string, TileName>();
  for (const node of ranges.flatMap(wholeNodes)) {
    const { level, tile } = placeOf(node);
    named.set(`${level}/${tile}`, { level, tile });
  }
  return Array.from(named.values());
}

/** The tiles of the right edge: what appending to a tree of this size reads. */
export function edgeTiles(size: number): TileName[] {
  const names: TileName[] = [];
  for (let level = 0, width = size; width > 0; level++, width = Math.floor(width / tileWidth)) {
    if (width % tileWidth !== 0) names.push({ level, tile: Math.floor(width / tileWidth) });
  }
  return names;
}

/** The root of the subtree over a range. @throws RangeError if a tile of `tilesOf` is missing */
export function rangeHash(range: Range, tiles: Tiles): Hash {
  const nodes = wholeNodes(range).map((node) => hashOfNode(node, tiles));
  // A range that does not end the tree is one whole subtree; one that does is split at ever smaller powers of two.
  return nodes.reduceRight((right, left) => nodeHash(left, right));
}

/**
 * Appends leaf hashes to a tree of `size`.
 *
 * @param tiles at least its `edgeTiles`
 * @returns the tiles that changed, whole
 */
export function appendLeaves(size: number, leaves: readonly Hash[], tiles: Tiles): Tile[] {
  const changed: Tile[] = [];
  let added = leaves;
  let width = size;
  for (let level = 0; added.length > 0; level++) {
    const roots: Hash[] = [];
    for (let done = 0; done < added.length;) {
      const filled = width % tileWidth;
      const tile = Math.floor(width / tileWidth);
      const before = filled === 0 ? new Uint8Array(0) : held(tiles, level, tile).subarray(0, filled * hashBytes);
      const taken = added.slice(done, done + tileWidth - filled);
      const hashes = concat(before, ...taken);
      changed.push({ level, tile, hashes });
      if (filled + taken.length === tileWidth) roots.push(rootOfTile(hashes));
      width += taken.length;
      done += taken.length;
    }
    added = roots;
    width = Math.floor(width / tileWidth) - roots.length;
  }
  return changed;
}

/** The tile, and the hashes in it, from which a subtree is computed. */
function placeOf({ height, index }: TreeNode): TileName & { readonly at: number; readonly count: number } {
  const level = Math.floor(height / levelsOfTile);
  const count = 2 ** (height % levelsOfTile);
  const first = index * count;
  return { level, tile: Math.floor(first / tileWidth), at: first % tileWidth, count };
}

function hashOfNode(node: TreeNode, tiles: Tiles): Hash {
  const { level, tile, at, count } = placeOf(node);
  const hashes = held(tiles, level, tile);
  return rootOfTile(hashes.subarray(at * hashBytes, (at + count) * hashBytes), count);
}

function rootOfTile(hashes: Hashes, count: number = tileWidth): Hash {
  if (hashes.length !== count * hashBytes) throw new RangeError(`${hashes.length} bytes are not ${count} hashes`);
  return buildTree(
    Array.from({ length: count }, (_, i) => Uint8Array.from(hashes.subarray(i * hashBytes, (i + 1) * hashBytes))),
  ).root;
}

function held(tiles: Tiles, level: number, tile: number): Hashes {
  const hashes = tiles(level, tile);
  if (hashes === undefined) throw new RangeError(`tile ${tile} of level ${level} is missing`);
  return hashes;
}
