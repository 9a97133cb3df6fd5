import { auditPathLength, leafHash, verifyAuditPath, type Hash } from '@etanche/core-merkle';
import { type Manifest } from '@etanche/core-check-protocol';
import { compareBytes, concat, fromBase64url, limits, type Bytes } from '@etanche/core-wire';
import { PREFIX_BYTES, TAG_BYTES } from './entry-key.ts';
import { couldNotCheck, SealedIndexError } from './sealed-index-error.ts';

/** `count` files of `entries` entries of one size, under one Merkle root. */
export type BucketGeometry = Manifest['buckets'];

/** The entries of a bucket file whose length, audit path and order have been verified. */
export type Bucket = { readonly number: number; readonly entryBytes: number; readonly entries: Bytes };

/** Bytes of one entry in a bucket file. */
export function entryBytes(plaintextBytes: number): number {
  return PREFIX_BYTES + plaintextBytes + TAG_BYTES;
}

/** ⌊OS2IP(locator[0..8]) · count / 2⁶⁴⌋, for a locator or its prefix. */
export function bucketNumber(locator: Uint8Array, count: number): number {
  const view = new DataView(locator.buffer, locator.byteOffset, PREFIX_BYTES);
  return Number((view.getBigUint64(0) * BigInt(count)) >> 64n);
}

/** Path of a bucket file from the manifest's folder. */
export function bucketPath(version: number, number: number, count: number): string {
  const width = (count - 1).toString(16).length;
  return `v${version}/b/${number.toString(16).padStart(width, '0')}.bin`;
}

/** The number of buckets for `count` entries: each bucket has at least 1,000. */
export function bucketCountFor(count: number): number {
  return Math.max(1, Math.floor(count / limits.entriesPerBucket));
}

/**
 * @param entries sealed entries of this bucket, padding included, in ascending byte order
 * @throws SealedIndexError `build_invalid` when an entry belongs to another bucket or the order is wrong
 */
export function encodeBucketFile(
  number: number,
  geometry: Omit<BucketGeometry, 'root'>,
  entries: Bytes,
  path: readonly Hash[],
): Bytes {
  const fault = entriesFault(number, geometry, entries);
  if (fault !== null) throw new SealedIndexError('build_invalid', fault);
  if (path.length !== auditPathLength(number, geometry.count)) {
    throw new SealedIndexError('build_invalid', `audit path of ${path.length} hashes for bucket ${number}`);
  }
  return concat(entries, ...path);
}

/**
 * @param number the requested bucket: the authentic file of another bucket is rejected
 * @throws SealedIndexError `could_not_check`
 * @throws MerkleError `proof_invalid`
 */
export function parseBucketFile(number: number, geometry: BucketGeometry, file: Bytes): Bucket {
  const size = entryBytes(geometry.plaintextBytes);
  const end = geometry.entries * size;
  const nodes = auditPathLength(number, geometry.count);
  if (file.length !== end + nodes * 32) {
    throw couldNotCheck(`bucket ${number} has ${file.length} bytes instead of ${end + nodes * 32}`);
  }
  const entries = file.subarray(0, end);
  const path = Array.from({ length: nodes }, (_, i) => file.subarray(end + i * 32, end + (i + 1) * 32));
  verifyAuditPath(leafHash(entries), number, geometry.count, path, fromBase64url(geometry.root, 32));
  const fault = entriesFault(number, geometry, entries);
  if (fault !== null) throw couldNotCheck(fault);
  return { number, entryBytes: size, entries };
}

/** The leaf of a bucket in the index's tree. */
export function bucketLeaf(entries: Bytes): Hash {
  return leafHash(entries);
}

function entriesFault(number: number, geometry: Omit<BucketGeometry, 'root'>, entries: Bytes): string | null {
  const size = entryBytes(geometry.plaintextBytes);
  if (entries.length !== geometry.entries * size) return `bucket ${number} holds ${entries.length} bytes of entries`;
  for (let offset = 0; offset < entries.length; offset += size) {
    const entry = entries.subarray(offset, offset + size);
    if (bucketNumber(entry, geometry.count) !== number) return `bucket ${number} holds an entry of another bucket`;
    if (offset > 0 && compareBytes(entries.subarray(offset - size, offset), entry) >= 0) {
      return `bucket ${number} is not in ascending order`;
    }
  }
  return null;
}
