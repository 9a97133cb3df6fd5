import { mkdirSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { auditPath, buildTree, type Hash } from '@etanche/core-merkle';
import { concat, limits, toBase64url, type Bytes } from '@etanche/core-wire';
import { bucketCountFor, bucketLeaf, bucketPath, entryBytes, type BucketGeometry } from '@etanche/core-sealed-index';
import { removeIfThere, syncDirectory } from '../durable-file.ts';
import { countByBucket, gatherEntries } from '../merge/gather-entries.ts';
import type { Report } from '../progress.ts';

/** Bytes of entries gathered at once: the log is read once for each such range of buckets. */
const RANGE_BYTES = 64 * 1024 * 1024;

type BucketPlan = {
  readonly log: string;
  /** Directory in which `v<version>/b` is created. */
  readonly directory: string;
  readonly version: number;
  readonly plaintextBytes: number;
  readonly random: (length: number) => Bytes;
  readonly report: Report;
};

/**
 * Pass 3: writes the log's entries to padded, sorted bucket files with their audit paths. One range of buckets is in
 * memory at a time.
 *
 * @returns the geometry for the manifest, and the number of real entries
 */
export async function writeBucketFiles(plan: BucketPlan): Promise<{ geometry: BucketGeometry; count: number }> {
  const size = entryBytes(plan.plaintextBytes);
  const total = (await countByBucket(plan.log, size, 1)).reduce((sum, count) => sum + count, 0);
  const buckets = bucketCountFor(total);
  const counts = await countByBucket(plan.log, size, buckets);
  const entries = counts.reduce((most, count) => Math.max(most, count), limits.entriesPerBucket);
  const geometry = { count: buckets, entries, plaintextBytes: plan.plaintextBytes };
  const path = (bucket: number) => join(plan.directory, bucketPath(plan.version, bucket, buckets));
  await removeIfThere(join(plan.directory, `v${plan.version}`));
  mkdirSync(dirname(path(0)), { recursive: true });
  const leaves: Hash[] = [];
  const step = Math.max(1, Math.floor(RANGE_BYTES / (entries * size)));
  for (let from = 0; from < buckets; from += step) {
    const range = await gatherEntries(plan.log, size, counts, from, Math.min(buckets, from + step));
    for (const [i, found] of range.entries()) {
      const padded = padAndSort(found, from + i, geometry, plan.random);
      leaves.push(bucketLeaf(padded));
      await writeFile(path(from + i), padded, { mode: 0o644 });
      plan.report({ step: 'write', done: from + i + 1, total: buckets, unit: 'buckets' });
    }
  }
  const tree = buildTree(leaves);
  for (let bucket = 0; bucket < buckets; bucket++) await appendPath(path(bucket), auditPath(tree, bucket));
  await syncDirectory(dirname(path(0)));
  return { geometry: { ...geometry, root: toBase64url(Uint8Array.from(tree.root)) }, count: total };
}

/** Padding consists of random bytes with a locator of the bucket, so that without a key it looks like an entry. */
function padAndSort(
  found: Buffer,
  bucket: number,
  geometry: Omit<BucketGeometry, 'root'>,
  random: (length: number) => Bytes,
): Bytes {
  const size = entryBytes(geometry.plaintextBytes);
  const padding = random(geometry.entries * size - found.length);
  const entries: Uint8Array[] = [];
  for (let offset = 0; offset < found.length; offset += size) entries.push(found.subarray(offset, offset + size));
  for (let offset = 0; offset < padding.length; offset += size) {
    placeIn(padding.subarray(offset, offset + 8), bucket, geometry.count);
    entries.push(padding.subarray(offset, offset + size));
  }
  return concat(...entries.sort((a, b) => Buffer.compare(a, b)));
}

/**
 * Maps a uniform prefix to a uniform prefix within the bucket: ⌈bucket · 2⁶⁴ / count⌉ + ⌊prefix · width / 2⁶⁴⌋.
 */
function placeIn(prefix: Bytes, bucket: number, count: number): void {
  const view = new DataView(prefix.buffer, prefix.byteOffset, 8);
  const start = ceilDivide(BigInt(bucket) << 64n, BigInt(count));
  const width = ceilDivide(BigInt(bucket + 1) << 64n, BigInt(count)) - start;
  view.setBigUint64(0, start + ((view.getBigUint64(0) * width) >> 64n));
}

function ceilDivide(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}

async function appendPath(path: string, hashes: readonly Hash[]): Promise<void> {
  await using file = await open(path, 'a');
  await file.appendFile(concat(...hashes));
  await file.sync();
}
