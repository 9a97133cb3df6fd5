import { parseList, type PackPlace } from '@etanche/core-records-protocol';
import { equalBytes, toBase64url, type Bytes } from '@etanche/core-wire';
import { cannotOpen } from '../sealing-error.ts';
import type { SealedPack } from './pack.ts';
import { noPrevious, type OpenedVersion } from './version.ts';

/** A version of a resource as the pack that introduced it lists it; `opened` is null if no pack yielded its content. */
export type PastEntry = {
  readonly version: number;
  readonly hash: Bytes;
  readonly place: PackPlace;
  readonly opened: OpenedVersion | null;
};

/**
 * The versions of each resource by the packs that introduced them, in ascending order. Every list is parsed once.
 *
 * @param packs verified by `verifyPacks`
 * @param opened versions of these packs
 */
export function pastEntriesByResource(
  packs: readonly SealedPack[],
  opened: readonly OpenedVersion[],
): Map<string, PastEntry[]> {
  const byHash = new Map(opened.map((each) => [keyOf(each.place.resource, each.hash), each]));
  const histories = new Map<string, PastEntry[]>();
  for (const { place, list } of packs) {
    if (place.carries) continue;
    for (const { resource, version, hash } of parseList(list)) {
      const found = byHash.get(keyOf(resource, hash)) ?? null;
      const entry = { version, hash: Uint8Array.from(hash), place, opened: found };
      const known = histories.get(resource);
      if (known === undefined) histories.set(resource, [entry]);
      else known.push(entry);
    }
  }
  for (const entries of histories.values()) entries.sort((a, b) => a.version - b.version);
  return histories;
}

/** The versions of one resource, as `pastEntriesByResource` gives them. */
export function pastEntries(
  packs: readonly SealedPack[],
  opened: readonly OpenedVersion[],
  resource: string,
): PastEntry[] {
  return pastEntriesByResource(packs, opened).get(resource) ?? [];
}

function keyOf(resource: string, hash: Uint8Array): string {
  return `${resource}/${toBase64url(hash)}`;
}

/**
 * Verifies that the versions of a resource are complete up to the last one, each opened one naming the preceding one.
 *
 * @param versions in ascending order of version, from 1
 * @throws SealingError `cannot_open`
 */
export function verifyHistory(versions: readonly PastEntry[]): void {
  let previous = noPrevious;
  const first = versions[0]?.place;
  for (const [i, { version, hash, place, opened }] of versions.entries()) {
    const isSame =
      place.practice === first?.practice && place.scope === first.scope && place.compartment === first.compartment;
    const isNext = version === i + 1 && (opened === null || opened.place.version === version);
    if (!isSame || !isNext) throw cannotOpen(`history lacks version ${i + 1}`);
    if (opened !== null && !equalBytes(opened.previous, previous))
      throw cannotOpen(`version ${i + 1} does not follow version ${i}`);
    previous = hash;
  }
}
