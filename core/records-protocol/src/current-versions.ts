import { parseList, type ListedVersion } from './pack.ts';
import type { Compartment } from './scope.ts';

/** The parts of a pack by which its current versions are found. */
export type ListedPack = {
  readonly sequence: number;
  readonly number: number;
  readonly compartment: Compartment;
  readonly carries: boolean;
  readonly list: Uint8Array;
};

/**
 * Why nobody reads a current version: its content was `destroyed`, and no further version follows, or a repair found it
 * `lost` (docs/protocol.md 8.5).
 */
export const versionMarks = ['destroyed', 'lost'] as const;
export type VersionMark = (typeof versionMarks)[number];

/** A leaf of a head's tree. */
export type VersionLeaf = ListedVersion & { readonly compartment: Compartment; readonly mark?: VersionMark };

/**
 * A current version, the pack that introduced it, and the pack from which it is read. Both are null for a reader who
 * has neither and where the content was destroyed, the latter where it is lost.
 */
export type CurrentLeaf<Pack> = VersionLeaf & { readonly introduced: Pack | null; readonly located: Pack | null };

/**
 * The current versions of a scope, by resource.
 *
 * @param packs all that have or introduced current versions, in ascending order of sequence and number
 * @param marked current versions that are destroyed or lost; a later version ends a loss
 */
export function currentVersions<Pack extends ListedPack>(
  packs: readonly Pack[],
  marked: readonly VersionLeaf[],
): Map<string, CurrentLeaf<Pack>> {
  const current = new Map<string, CurrentLeaf<Pack>>();
  for (const pack of packs) {
    const { compartment, carries, list } = pack;
    for (const { resource, version, hash } of parseList(list)) {
      const known = current.get(resource);
      if (carries) {
        if (known?.version === version) current.set(resource, { ...known, located: pack });
      } else if (known === undefined || known.version < version) {
        current.set(resource, { resource, version, compartment, hash, introduced: pack, located: pack });
      }
    }
  }
  for (const { resource, version, compartment, hash, mark = 'destroyed' } of marked) {
    const known = current.get(resource);
    const isLost = mark === 'lost';
    if (isLost && known !== undefined && known.version > version) continue;
    const introduced = isLost ? (known?.introduced ?? null) : null;
    current.set(resource, { resource, version, compartment, hash, mark, introduced, located: null });
  }
  return current;
}

/** The numbers of current versions that each pack introduced, and that are read from it. */
export function countVersions<Pack>(
  current: Iterable<CurrentLeaf<Pack>>,
): Map<Pack, { readonly located: number; readonly introduced: number }> {
  const counts = new Map<Pack, { located: number; introduced: number }>();
  const of = (pack: Pack): { located: number; introduced: number } => {
    const known = counts.get(pack) ?? { located: 0, introduced: 0 };
    counts.set(pack, known);
    return known;
  };
  for (const { introduced, located } of current) {
    if (introduced !== null) of(introduced).introduced += 1;
    if (located !== null) of(located).located += 1;
  }
  return counts;
}
