import { entryOf, type Compartment, type OpenedVersion, type PackEntry } from '@etanche/core-sealing';
import type { DataContext } from '../data/data-context.ts';
import type { ScopeName } from './scope-name.ts';
import type { KnownPack, ScopeState } from './scope-state.ts';

/** Versions of one compartment that become one pack. */
export type CarriedVersions = { readonly compartment: Compartment; readonly versions: readonly PackEntry[] };

/** Packs of one compartment from which current versions are read, before a write puts some of them together. */
const mostPacks = 64;
/** Packs that are put together: those with the fewest bytes. */
const compacted = 48;
/** Bytes of versions of a pack that is put together. */
const mostBytes = 1024 * 1024;

/**
 * The versions that a write puts together into one pack for each compartment that is read from many small packs. It is
 * done for patients' files and settings, by members who open the compartment.
 *
 * @param replaced resources of which the write has a new version
 */
export function packsToCompact(
  context: Pick<DataContext, 'readable' | 'writable'>,
  { purpose }: ScopeName,
  state: ScopeState | null,
  replaced: ReadonlySet<string>,
): CarriedVersions[] {
  if (state === null || (purpose !== 'scope' && purpose !== 'settings')) return [];
  const located = new Map<KnownPack, OpenedVersion[]>();
  for (const [resource, { located: pack }] of state.current) {
    const version = state.opened.get(resource);
    if (pack === null || version === undefined || replaced.has(resource)) continue;
    const versions = located.get(pack) ?? [];
    located.set(pack, versions);
    versions.push(version);
  }
  const groups = Map.groupBy(located, ([{ compartment }]) => compartment);
  return Array.from(groups).flatMap(([compartment, packs]) => {
    const isAllowed = context.readable().includes(compartment) && context.writable().includes(compartment);
    if (!isAllowed || packs.length <= mostPacks) return [];
    const small = packs.toSorted(([a], [b]) => (a.sealedBytes ?? 0) - (b.sealedBytes ?? 0)).slice(0, compacted);
    const versions = small.flatMap(([, each]) => each);
    const bytes = versions.reduce((sum, version) => sum + version.bytes.length, 0);
    if (bytes > mostBytes || versions.length > 500) return [];
    return [{ compartment, versions: versions.map(entryOf) }];
  });
}
