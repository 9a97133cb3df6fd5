import { type Manifest } from '@etanche/core-check-protocol';
import { checkIndexId } from '@etanche/core-vault-protocol';
import { type Bytes } from '@etanche/core-wire';
import { bucketPath, deriveEntryKey, entryBytes, open, parseEntry } from '@etanche/core-sealed-index';
import { publishedDirectory } from '@etanche/check-import';

const prefixBytes = 8;

/** All entries of a published index as an attacker would load them: by the locator's prefix, whatever their bucket. */
export type StolenIndex = {
  readonly bytes: number;
  /** Whether the output opens an entry. */
  opens(y: Bytes): Promise<boolean>;
};

export async function loadStolenIndex(directory: string, manifest: Manifest): Promise<StolenIndex> {
  const read = publishedDirectory(directory);
  const { count, entries, plaintextBytes } = manifest.buckets;
  const size = entryBytes(plaintextBytes);
  const byPrefix = new Map<string, Bytes[]>();
  let bytes = 0;
  for (let bucket = 0; bucket < count; bucket++) {
    const file = await read(bucketPath(manifest.version, bucket, count));
    bytes += file.length;
    for (let i = 0; i < entries; i++) {
      const entry = file.slice(i * size, (i + 1) * size);
      const prefix = Buffer.from(entry.subarray(0, prefixBytes)).toString('hex');
      byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), entry.slice(prefixBytes)]);
    }
  }
  const id = checkIndexId(manifest.index, manifest.version);
  return {
    bytes,
    async opens(y) {
      const key = await deriveEntryKey(id, y);
      const prefix = Buffer.from(key.locator.subarray(0, prefixBytes)).toString('hex');
      for (const ciphertext of byPrefix.get(prefix) ?? []) {
        const plaintext = await open(key, 0, ciphertext);
        if (plaintext !== null && parseEntry(plaintext).categories !== 0n) return true;
      }
      return false;
    },
  };
}
