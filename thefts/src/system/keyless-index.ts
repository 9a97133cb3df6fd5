import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Manifest } from '@etanche/core-check-protocol';
import { checkIndexId } from '@etanche/core-vault-protocol';
import { compareBytes, concat, type Bytes } from '@etanche/core-wire';
import { bucketNumber, bucketPath, deriveEntryKey, encodeEntry, sealedEntry } from '@etanche/core-sealed-index';
import { evaluateAlone, keyless, attackersGroup } from './guess-with-keys.ts';
import type { Guess } from './guesses.ts';

/**
 * An index of the same shape as the published one, but without a vault: every entry is sealed under the function's
 * output for the key 1, as if there were no secret. Only for the run with the defence off.
 */
export async function writeKeylessIndex(
  directory: string,
  manifest: Manifest,
  leaked: readonly Guess[],
): Promise<Manifest> {
  const id = checkIndexId(manifest.index, manifest.version);
  const { count, plaintextBytes } = manifest.buckets;
  const buckets = Array.from({ length: count }, (): Bytes[] => []);
  const plaintext = encodeEntry({ categories: 1n, details: [] }, plaintextBytes);
  for (const { terms } of leaked) {
    for (const term of terms) {
      const y = evaluateAlone(attackersGroup, term, keyless[0] ?? new Uint8Array());
      const key = await deriveEntryKey(id, y);
      buckets[bucketNumber(key.locator, count)]?.push(await sealedEntry(key, 0, plaintext));
    }
  }
  for (const [number, entries] of buckets.entries()) {
    const path = join(directory, bucketPath(manifest.version, number, count));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, concat(...entries.sort(compareBytes)));
  }
  return { ...manifest, buckets: { ...manifest.buckets, entries: Math.max(...buckets.map(({ length }) => length)) } };
}
