import { appendLeaves, edgeTiles, leafHash, rootFromTiles, type Hash } from '@etanche/core-merkle';
import { utf8 } from '@etanche/core-wire';
import { rowsOf, type Store, type Tx } from '../store/store.ts';
import { findLog, loadTiles, tileKey, tilesIn } from './audit-log.ts';
import type { CheckpointSigner } from './checkpoint-signer.ts';
import { countByDay } from './count-by-day.ts';
import { addLeaves, countDays, growLog, putTile, takeTurn, takeWaiting } from './log-statements.ts';

/** Most leaves of one transaction: about a megabyte. */
export const mostAtOnce = 4000;

/**
 * Gives numbers to committed leaves of a practice, in order of insertion, grows the tree by them and signs its new
 * checkpoint: all in one transaction. A log that another server is numbering, and a stopped log, are skipped.
 *
 * @param practice its id, or that of a directory
 * @param isCounted false for a directory, whose leaves are not accesses of members
 * @returns the number of leaves; `mostAtOnce` if more may wait
 */
export async function numberLeaves(
  store: Store,
  signer: CheckpointSigner,
  practice: string,
  isCounted = true,
): Promise<number> {
  return store.inPractice(practice, async (tx) => {
    const [turn] = await rowsOf<{ mine: boolean }>(tx, takeTurn, [practice]);
    if (turn?.mine !== true) return 0;
    const log = await findLog(tx, practice);
    if (log?.stopped === true) return 0;
    const leaves = await rowsOf<{ leaf: string; scope: string | null }>(tx, takeWaiting, [practice, mostAtOnce]);
    if (leaves.length === 0) return 0;
    const { size, epoch } = log ?? { size: 0, epoch: 1 };
    const root = await growTree(
      tx,
      practice,
      size,
      leaves.map(({ leaf }) => leaf),
    );
    const columns = [leaves.map(({ leaf }) => leaf), leaves.map(({ scope }) => scope)];
    await rowsOf(tx, addLeaves, [practice, size, ...columns]);
    if (isCounted) {
      await count(
        tx,
        practice,
        leaves.map(({ leaf }) => leaf),
      );
    }
    const grown = size + leaves.length;
    await rowsOf(tx, growLog, [practice, grown, root, await signer.sign(practice, epoch, grown, root)]);
    return leaves.length;
  });
}

/** Adds leaves to the tree of a log. @returns the new root */
export async function growTree(tx: Tx, practice: string, size: number, leaves: readonly string[]): Promise<Hash> {
  const held = await loadTiles(tx, practice, edgeTiles(size));
  const added = leaves.map((leaf) => leafHash(utf8(leaf)));
  for (const { level, tile, hashes } of appendLeaves(size, added, tilesIn(held))) {
    held.set(tileKey(level, tile), hashes);
    await rowsOf(tx, putTile, [practice, level, tile, hashes]);
  }
  return rootFromTiles(size + leaves.length, tilesIn(held));
}

async function count(tx: Tx, practice: string, leaves: readonly string[]): Promise<void> {
  const counts = countByDay(leaves);
  if (counts.length === 0) return;
  await rowsOf(tx, countDays, [
    practice,
    counts.map(({ day }) => day),
    counts.map(({ member }) => member),
    counts.map(({ opened }) => opened),
    counts.map(({ searched }) => searched),
  ]);
}
