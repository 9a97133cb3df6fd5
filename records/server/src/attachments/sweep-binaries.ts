import { rowsOf } from '../store/store.ts';
import { blobKey, type BinaryDependencies } from './binaries.ts';
import { findSwept, forgetBinary } from './binary-statements.ts';

/**
 * Deletes the bytes, then the rows, of binaries that no write named within `orphanMs`, and of erased patients. After an
 * interruption the next call finds the rest by its rows.
 *
 * @returns the number of deleted binaries
 */
export async function sweepBinaries(
  { store, blobs, now, metrics }: Pick<BinaryDependencies, 'store' | 'blobs' | 'now' | 'metrics'>,
  practice: string,
  orphanMs: number,
): Promise<number> {
  const swept = await store.inPractice(practice, async (tx) => {
    const rows = await rowsOf<{ id: string; attempt: number }>(tx, findSwept, [practice, now() - orphanMs]);
    for (const { id, attempt } of rows) {
      for (let each = 1; each <= attempt; each++) await blobs.delete(blobKey(practice, id, each));
      await rowsOf(tx, forgetBinary, [practice, id]);
    }
    return rows.length;
  });
  metrics.swept(swept);
  return swept;
}
