import { auditPathLength } from '@etanche/core-merkle';
import { type Manifest } from '@etanche/core-check-protocol';
import { checkIndexId } from '@etanche/core-vault-protocol';
import { limits } from '@etanche/core-wire';
import { entryBytes } from './bucket.ts';
import { plaintextBytesFor } from './entry.ts';

/**
 * Checks the rules for a manifest beyond its schema: names and tables without repeats, key sets of this index's
 * version, bucket files within the limits.
 *
 * @returns the broken rule, or null
 */
export function brokenManifestRule(manifest: Manifest): string | null {
  const id = checkIndexId(manifest.index, manifest.version);
  const keySets = manifest.keySets.map((keySet) => keySet.id);
  if (!distinct(keySets)) return 'key sets repeat';
  if (!distinct(manifest.kinds.map((kind) => kind.kind))) return 'kinds repeat';
  for (const kind of manifest.kinds) {
    const expected = `${kind.kind === 'code' ? 'check-code' : 'check'}/${id}`;
    if (kind.keySet !== expected || !keySets.includes(expected))
      return `kind ${kind.kind} has the key set of another kind`;
    if (kind.kind === 'code' && kind.stretch !== null) return 'kind code is never stretched';
    if (kind.kind !== 'nir' && kind.withoutBirthDate) return `kind ${kind.kind} has no birth date`;
  }
  if (keySets.some((keySet) => !manifest.kinds.some((kind) => kind.keySet === keySet))) return 'a key set has no kind';
  const indices = manifest.vaults.map(({ index }) => index).join();
  if (manifest.keySets.some(({ shares }) => shares.map(({ index }) => index).join() !== indices))
    return 'the vaults are not those of a key set';
  const { categories, details } = manifest.leak;
  if (!distinct(categories.map((category) => category.bit))) return 'category bits repeat';
  if (!distinct(categories.map((category) => category.key))) return 'category keys repeat';
  if (!distinct(details.map((detail) => detail.id))) return 'detail ids repeat';
  const { count, entries, plaintextBytes } = manifest.buckets;
  if (plaintextBytes < plaintextBytesFor(details)) return `details do not fit in ${plaintextBytes} bytes`;
  if (count > 1 && manifest.count < count * limits.entriesPerBucket) return 'a bucket has fewer than 1,000 entries';
  if (manifest.count > count * entries) return 'more entries than the buckets can hold';
  if (entries * entryBytes(plaintextBytes) + auditPathLength(0, count) * 32 > limits.bucketBytes)
    return 'a bucket file is too large';
  return manifest.expiresAt > manifest.issuedAt ? null : 'the manifest expires before it is issued';
}

function distinct(values: readonly (string | number)[]): boolean {
  return new Set(values).size === values.length;
}
