import { rangeHash, tilesOf, type Hash, type Range, type TileName, type Tiles } from '@etanche/core-merkle';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import { readLog, readTiles } from './log-statements.ts';

/** A practice's log in the store. */
export type AuditLog = {
  readonly epoch: number;
  readonly size: number;
  readonly root: Buffer;
  /** The signed note of this size. */
  readonly note: string;
  /** The last note that t vaults have cosigned. */
  readonly cosigned: string | null;
  readonly cosignedSize: number;
  readonly stopped: boolean;
};

/** @returns null for a practice without numbered leaves */
export async function findLog(tx: Tx, practice: string): Promise<AuditLog | null> {
  return (await rowsOf<AuditLog>(tx, readLog, [practice]))[0] ?? null;
}

/** The existing ones of the named tiles. */
export async function loadTiles(
  tx: Tx,
  practice: string,
  names: readonly TileName[],
): Promise<Map<string, Uint8Array>> {
  if (names.length === 0) return new Map();
  const rows = await rowsOf<TileName & { hashes: Buffer }>(tx, readTiles, [
    practice,
    names.map(({ level }) => level),
    names.map(({ tile }) => tile),
  ]);
  return new Map(rows.map(({ level, tile, hashes }) => [tileKey(level, tile), hashes]));
}

export function tileKey(level: number, tile: number): string {
  return `${level}/${tile}`;
}

export function tilesIn(held: ReadonlyMap<string, Uint8Array>): Tiles {
  return (level, tile) => held.get(tileKey(level, tile));
}

/** The hashes of ranges of leaves, read from as few tiles as possible. */
export async function rangeHashes(tx: Tx, practice: string, ranges: readonly Range[]): Promise<Hash[]> {
  const tiles = tilesIn(await loadTiles(tx, practice, tilesOf(ranges)));
  return ranges.map((range) => rangeHash(range, tiles));
}

/** @throws Refusal `not_found` */
export async function requireLog(tx: Tx, practice: string): Promise<AuditLog> {
  const log = await findLog(tx, practice);
  if (log === null) throw new Refusal('not_found');
  return log;
}
