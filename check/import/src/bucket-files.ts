import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { auditPath, buildTree, type Hash } from '@etanche/core-merkle';
import { concat, limits, toBase64url, type Bytes } from '@etanche/core-protocol';
import {
  bucketCountFor,
  bucketLeaf,
  bucketNumber,
  bucketPath,
  entryBytes,
  type BucketGeometry,
} from '@etanche/core-sealed-index';
import { removeIfThere, syncDirectory } from './durable-file.ts';
import { readEntryLog } from './entry-log.ts';
import type { Report } from './progress.ts';

/** Entries gathered at once, in bytes: the log is read once for each such range of buckets. */
const RANGE_BYTES = 64 * 1024 * 1024;

export type BucketPlan = {
  readonly log: string;
  /** Directory that will hold `v<version>/b`. */
  readonly directory: string;
  readonly version: number;
  readonly plaintextBytes: number;
  readonly random: (length: number) => Bytes;
  readonly report: Report;
};

/**
 * Pass 3: the log's entries to padded, sorted bucket files with their audit paths. Memory holds one range of buckets.
 *
 * @returns the geometry for the manifest, and the number of real entries
 */
export async function writeBucketFiles(plan: BucketPlan): Promise<{ geometry: BucketGeometry; count: number }> {
  const size = entryBytes(plan.plaintextBytes);
  const prefixes = await countEntries(plan.log, size);
  const buckets = bucketCountFor(prefixes);
  const filled = await fillOf(plan.log, size, buckets);
  const entries = filled.reduce((most, count) => Math.max(most, count), limits.entriesPerBucket);
  const geometry = { count: buckets, entries, plaintextBytes: plan.plaintextBytes };
  const path = (bucket: number) => join(plan.directory, bucketPath(plan.version, bucket, buckets));
  await removeIfThere(join(plan.directory, `v${plan.version}`));
  mkdirSync(dirname(path(0)), { recursive: true });
  const leaves: Hash[] = [];
  const step = Math.max(1, Math.floor(RANGE_BYTES / (entries * size)));
  for (let from = 0; from < buckets; from += step) {
    const range = await gather(plan.log, size, buckets, from, Math.min(buckets, from + step));
    for (const [i, found] of range.entries()) {
      const padded = padAndSort(found, from + i, geometry, plan.random);
      leaves.push(bucketLeaf(padded));
      await writeWhole(path(from + i), padded, false);
      plan.report({ step: 'write', done: from + i + 1, total: buckets, unit: 'buckets' });
    }
  }
  const tree = buildTree(leaves);
  for (let bucket = 0; bucket < buckets; bucket++) await appendPath(path(bucket), auditPath(tree, bucket));
  await syncDirectory(dirname(path(0)));
  return { geometry: { ...geometry, root: toBase64url(Uint8Array.from(tree.root)) }, count: prefixes };
}

async function countEntries(log: string, size: number): Promise<number> {
  let count = 0;
  for await (const { entries } of readEntryLog(log)) count += entries.length / size;
  return count;
}

async function fillOf(log: string, size: number, buckets: number): Promise<Uint32Array> {
  const filled = new Uint32Array(buckets);
  for await (const { entries } of readEntryLog(log)) {
    for (let offset = 0; offset < entries.length; offset += size) {
      const bucket = bucketNumber(entries.subarray(offset, offset + 8), buckets);
      filled[bucket] = (filled[bucket] ?? 0) + 1;
    }
  }
  return filled;
}

async function gather(log: string, size: number, buckets: number, from: number, to: number): Promise<Bytes[][]> {
  const range: Bytes[][] = Array.from({ length: to - from }, () => []);
  for await (const { entries } of readEntryLog(log)) {
    for (let offset = 0; offset < entries.length; offset += size) {
      const entry = entries.subarray(offset, offset + size);
      range[bucketNumber(entry, buckets) - from]?.push(Uint8Array.from(entry));
    }
  }
  return range;
}

/** Padding is random in every byte, its locator among those of the bucket: nobody without a key tells it from an entry. */
function padAndSort(
  found: Bytes[],
  bucket: number,
  geometry: Omit<BucketGeometry, 'root'>,
  random: (length: number) => Bytes,
): Bytes {
  const size = entryBytes(geometry.plaintextBytes);
  const noise = random((geometry.entries - found.length) * size);
  const entries = [...found];
  for (let offset = 0; offset < noise.length; offset += size) {
    const entry = noise.slice(offset, offset + size);
    placeIn(entry, bucket, geometry.count);
    entries.push(entry);
  }
  return concat(...entries.sort((a, b) => Buffer.compare(a, b)));
}

/** Maps a uniform prefix to a uniform one of the bucket: ⌈bucket · 2⁶⁴ / count⌉ + ⌊prefix · width / 2⁶⁴⌋. */
function placeIn(entry: Bytes, bucket: number, count: number): void {
  const view = new DataView(entry.buffer, entry.byteOffset, 8);
  const start = ceilDivide(BigInt(bucket) << 64n, BigInt(count));
  const width = ceilDivide(BigInt(bucket + 1) << 64n, BigInt(count)) - start;
  view.setBigUint64(0, start + ((view.getBigUint64(0) * width) >> 64n));
}

function ceilDivide(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}

async function writeWhole(path: string, bytes: Uint8Array, durable: boolean): Promise<void> {
  await using file = await open(path, 'w', 0o644);
  await file.writeFile(bytes);
  if (durable) await file.sync();
}

async function appendPath(path: string, hashes: readonly Hash[]): Promise<void> {
  await using file = await open(path, 'a');
  await file.appendFile(concat(...hashes));
  await file.sync();
}
