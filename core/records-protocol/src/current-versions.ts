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

/** A leaf of a head's tree. `destroyed`: its content was destroyed, and no further version follows. */
export type VersionLeaf = ListedVersion & { readonly compartment: Compartment; readonly destroyed?: true };

/**
 * A current version, the pack that introduced it, and the pack from which it is read; null where its content was
 * destroyed, or for a reader who has neither.
 */
export type CurrentLeaf<Pack> = VersionLeaf & { readonly introduced: Pack | null; readonly located: Pack | null };

/**
 * The current versions of a scope, by resource.
 *
 * @param packs all that have or introduced current versions, in ascending order of sequence and number
 * @param destroyed current versions whose content was destroyed
 */
export function currentVersions<Pack extends ListedPack>(
  packs: readonly Pack[],
  destroyed: readonly VersionLeaf[],
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
  for (const { resource, version, compartment, hash } of destroyed) {
    current.set(resource, { resource, version, compartment, hash, destroyed: true, introduced: null, located: null });
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
