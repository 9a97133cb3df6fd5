import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { auditPath, buildTree, type Hash } from '@etanche/core-merkle';
import { concat, limits, toBase64url, type Bytes } from '@etanche/core-wire';
import {
  bucketCountFor,
  bucketLeaf,
  bucketNumber,
  bucketPath,
  entryBytes,
  type BucketGeometry,
} from '@etanche/core-sealed-index';

type IndexPlan = {
  readonly directory: string;
  readonly version: number;
  /** Entries of the index, including the real ones. */
  readonly entries: number;
  readonly plaintextBytes: number;
  /** Sealed entries that will be looked up. */
  readonly real: readonly Bytes[];
  readonly random: (length: number) => Bytes;
};

/**
 * Bucket files like those of an import with this many entries, except that all entries but the real ones are random
 * bytes: without a key the two are indistinguishable, and millions of evaluations are avoided.
 */
export async function generateIndex(plan: IndexPlan): Promise<{ geometry: BucketGeometry; fileBytes: number }> {
  const count = bucketCountFor(plan.entries);
  const entries = Math.max(limits.entriesPerBucket, fullestOf(plan, count));
  const geometry = { count, entries, plaintextBytes: plan.plaintextBytes };
  const path = (bucket: number) => join(plan.directory, bucketPath(plan.version, bucket, count));
  const homes = new Map<number, Bytes[]>();
  for (const entry of plan.real) {
    const bucket = bucketNumber(entry, count);
    homes.set(bucket, [...(homes.get(bucket) ?? []), entry]);
  }
  await mkdir(dirname(path(0)), { recursive: true });
  const leaves: Hash[] = [];
  for (let bucket = 0; bucket < count; bucket++) {
    const content = fillBucket(plan, bucket, geometry, homes.get(bucket) ?? []);
    leaves.push(bucketLeaf(content));
    await writeFile(path(bucket), content);
  }
  const tree = buildTree(leaves);
  for (let bucket = 0; bucket < count; bucket++) await appendFile(path(bucket), concat(...auditPath(tree, bucket)));
  const fileBytes = entries * entryBytes(plan.plaintextBytes) + auditPath(tree, 0).length * 32;
  return { geometry: { ...geometry, root: toBase64url(Uint8Array.from(tree.root)) }, fileBytes };
}

/** The number of uniform locators in the fullest bucket, to which every bucket is padded. */
function fullestOf({ entries, random }: IndexPlan, count: number): number {
  const filled = new Uint32Array(count);
  const atOnce = 16_384;
  for (let done = 0; done < entries; done += atOnce) {
    const draws = new Uint32Array(random(4 * Math.min(atOnce, entries - done)).buffer);
    for (const draw of draws) {
      const bucket = Math.floor((draw / 2 ** 32) * count);
      filled[bucket] = (filled[bucket] ?? 0) + 1;
    }
  }
  return filled.reduce((most, each) => Math.max(most, each), 0);
}

/** Random entries whose first four bytes belong to the bucket, with the real ones, in order. */
function fillBucket(
  { random, plaintextBytes }: IndexPlan,
  bucket: number,
  { count, entries }: Omit<BucketGeometry, 'root'>,
  real: readonly Bytes[],
): Bytes {
  const size = entryBytes(plaintextBytes);
  const first = Math.ceil((bucket * 2 ** 32) / count);
  const width = Math.floor(((bucket + 1) * 2 ** 32) / count) - first;
  const noise = random((entries - real.length) * size);
  const view = new DataView(noise.buffer);
  const list = [...real];
  for (let offset = 0; offset < noise.length; offset += size) {
    view.setUint32(offset, first + Math.floor((view.getUint32(offset) / 2 ** 32) * width));
    list.push(noise.subarray(offset, offset + size));
  }
  return concat(...list.sort((a, b) => Buffer.compare(a, b)));
}
