import { hash } from 'node:crypto';

/**
 * The RFC 6962 tree of a log, cut into tiles of 256 hashes (as C2SP tlog-tiles does): tile `n` of level `l` holds the
 * roots of the whole subtrees of 256^l leaves numbered 256·n to 256·n + 255. A proof in a tree of ten million leaves
 * needs seven of them.
 */
export const tileWidth = 256;
const hashBytes = 32;
const levelsOfTile = 8;

/** Hashes of a tile, one after another. */
export type Tiles = (level: number, tile: number) => Buffer | undefined;
export type TileName = { readonly level: number; readonly tile: number };
/** A whole subtree: `index` times 2^height is its first leaf. */
type Node = { readonly height: number; readonly index: number };
/** Leaves `from` to `to` - 1. */
type Range = { readonly from: number; readonly to: number };

export function leafHashOf(leaf: string): Buffer {
  return hash('sha256', Buffer.concat([Uint8Array.of(0), Buffer.from(leaf)]), 'buffer');
}

function nodeHashOf(left: Uint8Array, right: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([Uint8Array.of(1), left, right]), 'buffer');
}

/** The root of the tree over the first `size` leaves, from its tiles. */
export function rootOf(size: number, tiles: Tiles): Buffer {
  return size === 0 ? hash('sha256', '', 'buffer') : rangeHash({ from: 0, to: size }, tiles);
}

/** The ranges whose hashes are the audit path of a leaf (RFC 6962 section 2.1.1), from the leaf upwards. */
export function inclusionRanges(index: number, size: number): Range[] {
  const path: Range[] = [];
  let range: Range = { from: 0, to: size };
  while (range.to - range.from > 1) {
    const middle = range.from + splitOf(range.to - range.from);
    const [left, right] = [
      { from: range.from, to: middle },
      { from: middle, to: range.to },
    ];
    path.unshift(index < middle ? right : left);
    range = index < middle ? left : right;
  }
  return path;
}

/** The ranges whose hashes prove that `first` leaves are a prefix of `second` (RFC 6962 section 2.1.2). */
export function consistencyRanges(first: number, second: number): Range[] {
  const path: Range[] = [];
  let range: Range = { from: 0, to: second };
  let whole = true;
  while (range.to !== first) {
    const middle = range.from + splitOf(range.to - range.from);
    if (first <= middle) {
      path.unshift({ from: middle, to: range.to });
      range = { from: range.from, to: middle };
    } else {
      path.unshift({ from: range.from, to: middle });
      range = { from: middle, to: range.to };
      whole = false;
    }
  }
  // The verifier knows the root of the first tree already where it is this very subtree.
  return whole ? path : [range, ...path];
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

export function rangeHash(range: Range, tiles: Tiles): Buffer {
  const nodes = wholeNodes(range).map((node) => nodeHash(node, tiles));
  // A range that does not end the tree is one whole subtree; one that does is split at ever smaller powers of two.
  return nodes.reduceRight((right, left) => nodeHashOf(left, right));
}

/**
 * Appends leaf hashes to a tree of `size`.
 *
 * @param tiles at least its `edgeTiles`
 * @returns the tiles that changed, whole
 */
export function appendLeaves(size: number, leaves: readonly Buffer[], tiles: Tiles): (TileName & { hashes: Buffer })[] {
  const changed: (TileName & { hashes: Buffer })[] = [];
  let added = leaves;
  let width = size;
  for (let level = 0; added.length > 0; level++) {
    const roots: Buffer[] = [];
    for (let done = 0; done < added.length;) {
      const filled = width % tileWidth;
      const tile = Math.floor(width / tileWidth);
      const before = filled === 0 ? Buffer.alloc(0) : held(tiles, level, tile).subarray(0, filled * hashBytes);
      const taken = added.slice(done, done + tileWidth - filled);
      const hashes = Buffer.concat([before, ...taken]);
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

/** The largest power of two below n. */
function splitOf(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}

/** A range as the whole subtrees that it consists of, the largest first. Its start is a multiple of the largest. */
function wholeNodes({ from, to }: Range): Node[] {
  const nodes: Node[] = [];
  for (let start = from; start < to;) {
    let height = 0;
    while (start + 2 ** (height + 1) <= to && start % 2 ** (height + 1) === 0) height += 1;
    nodes.push({ height, index: start / 2 ** height });
    start += 2 ** height;
  }
  return nodes;
}

/** Which hashes of which tile a subtree is computed from. */
function placeOf({ height, index }: Node): TileName & { readonly at: number; readonly count: number } {
  const level = Math.floor(height / levelsOfTile);
  const count = 2 ** (height % levelsOfTile);
  const first = index * count;
  return { level, tile: Math.floor(first / tileWidth), at: first % tileWidth, count };
}

function nodeHash(node: Node, tiles: Tiles): Buffer {
  const { level, tile, at, count } = placeOf(node);
  const hashes = held(tiles, level, tile);
  return rootOfTile(hashes.subarray(at * hashBytes, (at + count) * hashBytes), count);
}

function rootOfTile(hashes: Buffer, count: number = tileWidth): Buffer {
  if (hashes.length !== count * hashBytes) throw new RangeError(`${hashes.length} bytes are not ${count} hashes`);
  let level = Array.from({ length: count }, (_, i) => hashes.subarray(i * hashBytes, (i + 1) * hashBytes));
  while (level.length > 1) {
    level = Array.from({ length: level.length / 2 }, (_, i) =>
      nodeHashOf(level[2 * i] ?? hashes, level[2 * i + 1] ?? hashes),
    );
  }
  return Buffer.from(level[0] ?? hashes);
}

function held(tiles: Tiles, level: number, tile: number): Buffer {
  const hashes = tiles(level, tile);
  if (hashes === undefined) throw new RangeError(`tile ${tile} of level ${level} is not held`);
  return hashes;
}
