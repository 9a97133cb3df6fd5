import { type Manifest } from '@etanche/core-check-protocol';
import { checkIndexId } from '@etanche/core-vault-protocol';
import { compareBytes, type Bytes } from '@etanche/core-wire';
import { bucketNumber, bucketPath, parseBucketFile, type Bucket } from './bucket.ts';
import { parseEntry, type Entry } from './entry.ts';
import { deriveEntryKey, open, PREFIX_BYTES, type EntryKey } from './entry-key.ts';
import { couldNotCheck, reading } from './sealed-index-error.ts';

/** The address of one term in an index: the file to fetch, and the key of the entry in it. */
export type EntryAddress = { readonly bucket: number; readonly path: string; readonly entryKey: EntryKey };

/** Two of the three answers; the third, *could not check*, is the error of that code. */
export type IndexAnswer = { readonly answer: 'found'; readonly entry: Entry } | { readonly answer: 'not_found' };

/**
 * @param manifest a manifest returned by `verifyManifest`
 * @param y the 64-byte output for the term, after verification of every proof
 */
export async function findAddress(manifest: Manifest, y: Bytes): Promise<EntryAddress> {
  return reading('evaluation', async () => {
    if (y.length !== 64) throw couldNotCheck(`evaluation of ${y.length} bytes`);
    const entryKey = await deriveEntryKey(checkIndexId(manifest.index, manifest.version), y);
    const bucket = bucketNumber(entryKey.locator, manifest.buckets.count);
    return { bucket, path: bucketPath(manifest.version, bucket, manifest.buckets.count), entryKey };
  });
}

/**
 * The answer for one person, from all addresses to look up (a NIR has two if entries without a birth date exist). All
 * files are verified before any entry is opened; entries from several addresses are merged.
 *
 * @param files for each address the content of its bucket file
 * @throws SealedIndexError `could_not_check`
 */
export async function readAnswer(
  manifest: Manifest,
  addresses: readonly EntryAddress[],
  files: readonly Bytes[],
): Promise<IndexAnswer> {
  return reading('bucket', async () => {
    if (addresses.length === 0 || addresses.length !== files.length) throw couldNotCheck('a bucket is missing');
    const buckets = addresses.map((place, i) =>
      parseBucketFile(place.bucket, manifest.buckets, files[i] ?? new Uint8Array()),
    );
    const found: Entry[] = [];
    for (const [i, place] of addresses.entries()) {
      const bucket = buckets[i];
      const entry = bucket === undefined ? null : await openEntry(bucket, place.entryKey);
      if (entry !== null) found.push(checkTables(manifest, entry));
    }
    return found.length === 0 ? { answer: 'not_found' } : { answer: 'found', entry: mergeEntries(found) };
  });
}

/** The entry of one key in a verified bucket, or null. Tries all entries with the locator's prefix. */
export async function openEntry(bucket: Bucket, entryKey: EntryKey): Promise<Entry | null> {
  const prefix = entryKey.locator.subarray(0, PREFIX_BYTES);
  for (let offset = 0; offset < bucket.entries.length; offset += bucket.entryBytes) {
    const entry = bucket.entries.subarray(offset, offset + bucket.entryBytes);
    if (compareBytes(entry.subarray(0, PREFIX_BYTES), prefix) !== 0) continue;
    const plaintext = await open(entryKey, 0, entry.subarray(PREFIX_BYTES));
    if (plaintext !== null) return parseEntry(plaintext);
  }
  return null;
}

/**
 * If several people share a term, returns the union of their categories and no detail: it might be another person's.
 */
export function mergeEntries(entries: readonly Entry[]): Entry {
  const [first, ...others] = entries;
  if (first !== undefined && others.length === 0) return first;
  return { categories: entries.reduce((bits, entry) => bits | entry.categories, 0n), details: [] };
}

function checkTables(manifest: Manifest, entry: Entry): Entry {
  const known = manifest.leak.categories.reduce((bits, category) => bits | (1n << BigInt(category.bit)), 0n);
  if ((entry.categories & ~known) !== 0n) throw couldNotCheck('entry has an unlisted category');
  const ids = new Set(manifest.leak.details.map((detail) => detail.id));
  if (!entry.details.every((detail) => ids.has(detail.id))) {
    throw couldNotCheck('entry has an unlisted detail');
  }
  return entry;
}
