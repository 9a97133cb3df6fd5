import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '@etanche/core-check-protocol';
import type { Bytes } from '@etanche/core-wire';
import { bucketPath, parseBucketFile } from '@etanche/core-sealed-index';

/** Returns the bytes of one published file, by its path relative to the manifest's folder. */
export type ReadPublished = (path: string) => Promise<Bytes>;

/**
 * Reads every bucket file of an index and verifies it against the manifest: length, audit path, order.
 *
 * @returns the number of bytes read
 * @throws SealedIndexError `could_not_check`, MerkleError `proof_invalid`, naming the bucket
 */
export async function checkBuckets(
  manifest: Manifest,
  read: ReadPublished,
  report: (done: number, total: number) => void,
): Promise<number> {
  const { count } = manifest.buckets;
  let bytes = 0;
  for (let bucket = 0; bucket < count; bucket++) {
    const file = await read(bucketPath(manifest.version, bucket, count));
    parseBucketFile(bucket, manifest.buckets, file);
    bytes += file.length;
    report(bucket + 1, count);
  }
  return bytes;
}

/** Reads published files from a directory. */
export function publishedDirectory(directory: string): ReadPublished {
  return async (path) => Uint8Array.from(await readFile(join(directory, path)));
}
