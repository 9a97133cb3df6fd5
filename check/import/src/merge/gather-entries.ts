import { bucketNumber } from '@etanche/core-sealed-index';
import { readEntryLog } from '../publish/entry-log.ts';

/** The number of entries in the log for each of `buckets` buckets. */
export async function countByBucket(log: string, entryBytes: number, buckets: number): Promise<Uint32Array> {
  const counts = new Uint32Array(buckets);
  for await (const { entries } of readEntryLog(log)) {
    for (let offset = 0; offset < entries.length; offset += entryBytes) {
      const bucket = bucketNumber(entries.subarray(offset, offset + entryBytes), buckets);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
  }
  return counts;
}

/**
 * The entries of the buckets from `from` up to but not including `to`, bucket by bucket, gathered in one pass over the
 * log into one buffer.
 *
 * @param counts returned by `countByBucket`
 */
export async function gatherEntries(
  log: string,
  entryBytes: number,
  counts: Uint32Array,
  from: number,
  to: number,
): Promise<Buffer[]> {
  const sizes = Array.from(counts.subarray(from, to), (count) => count * entryBytes);
  const whole = Buffer.alloc(sizes.reduce((sum, size) => sum + size, 0));
  let start = 0;
  const places = sizes.map((size) => whole.subarray(start, (start += size)));
  const filled = new Uint32Array(to - from);
  for await (const { entries } of readEntryLog(log)) {
    for (let offset = 0; offset < entries.length; offset += entryBytes) {
      const entry = entries.subarray(offset, offset + entryBytes);
      const place = bucketNumber(entry, counts.length) - from;
      const target = places[place];
      if (target === undefined) continue;
      filled[place] = (filled[place] ?? 0) + entry.copy(target, filled[place]);
    }
  }
  return places;
}
