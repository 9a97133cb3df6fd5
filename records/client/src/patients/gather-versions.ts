import type { CurrentLeaf, PackCopies, VersionLeaf } from '@etanche/core-records-protocol';
import { verifyPacks, type OpenedVersion, type SealedPack } from '@etanche/core-sealing';
import { toBase64url } from '@etanche/core-wire';
import type { DataContext } from '../data/data-context.ts';
import { authorKeysOf, namedAuthor } from '../scope/author-keys.ts';
import { loadUnopened } from '../scope/load-scope.ts';
import { openSealed } from '../scope/open-sealed.ts';
import { createBackup } from '../scope/pack-backup.ts';
import type { KnownPack, ScopeState } from '../scope/scope-state.ts';
import { verifyHeads } from '../scope/verify-scope.ts';
import { fetchPacks } from './history.ts';

type Leaf = CurrentLeaf<KnownPack>;

/** Everything that was found of a file. `damaged`: current versions that the store has in damaged packs alone. */
export type GatheredVersions = {
  readonly state: ScopeState;
  readonly current: readonly Leaf[];
  readonly damaged: readonly Leaf[];
  readonly find: (leaf: VersionLeaf) => OpenedVersion | null;
  /** All versions found so far of a resource, the newest first. */
  readonly versionsOf: (resource: string) => readonly OpenedVersion[];
  /** Also reads the history of a resource. @returns the sequence of the write that introduced it */
  readonly readHistory: (resource: string) => Promise<number>;
};

/**
 * Reads everything that a damaged file still has (docs/protocol.md 8.5): its packs, those of the histories of what is
 * missing, and copies of packs from a backup, which need no trust: the hash of a version is in the signed head.
 *
 * @throws DataError, SealingError where head, lists or authors cannot be verified
 */
export async function gatherVersions(
  context: DataContext,
  scope: string,
  copies: PackCopies | undefined,
): Promise<GatheredVersions> {
  const { state, sealed } = await loadUnopened(context, { purpose: 'scope', scope }, 'all');
  await context.keys.unlock(state);
  const backup = createBackup({ practice: context.practice.id, scope }, copies);
  const found = new Map<string, OpenedVersion>();
  const open = async (packs: readonly SealedPack[], introduced: readonly SealedPack[]): Promise<SealedPack[]> => {
    const failed: SealedPack[] = [];
    const versions = await openSealed(context, state, state.erasure, packs, introduced, [], undefined, failed);
    for (const version of versions) found.set(nameOf({ ...version.place, hash: version.hash }), version);
    return failed;
  };
  const readHistory = async (resource: string): Promise<number> => {
    const { packs, heads } = await fetchPacks(context, scope, resource, 'all');
    const authors = await authorKeysOf(context, heads.flatMap(namedAuthor));
    await verifyPacks(packs, await verifyHeads(context, state, heads, authors));
    await open(await backup.complete(packs), sealed);
    return Math.min(...packs.filter(({ place }) => !place.carries).map(({ place }) => place.sequence));
  };
  const failed = await open(sealed, []);
  const intact = new Set(sealed.filter((pack) => pack.content !== null && !failed.includes(pack)).map(placeOf));
  const stored = new Set(found.keys());
  await open(await backup.complete(sealed), sealed);
  const readable = context.readable();
  const current = Array.from(state.current.values()).filter(
    ({ mark, compartment }) => mark !== 'destroyed' && readable.includes(compartment),
  );
  const damaged = current.filter((leaf) => {
    return leaf.located === null || !intact.has(placeOf(leaf.located)) || !stored.has(nameOf(leaf));
  });
  for (const leaf of damaged) if (!found.has(nameOf(leaf))) await readHistory(leaf.resource);
  return {
    ...{ state, current, damaged, readHistory },
    find: (leaf) => found.get(nameOf(leaf)) ?? null,
    versionsOf: (resource) =>
      Array.from(found.values())
        .filter(({ place }) => place.resource === resource)
        .sort((a, b) => b.place.version - a.place.version),
  };
}

function nameOf({ resource, version, hash }: Pick<VersionLeaf, 'resource' | 'version' | 'hash'>): string {
  return `${resource}/${version}/${toBase64url(hash)}`;
}

function placeOf({ place }: SealedPack): string {
  return `${place.sequence}.${place.number}`;
}
