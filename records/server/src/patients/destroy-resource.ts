import { fromRecordId, toBase64url } from '@etanche/core-wire';
import {
  currentVersions,
  listsResource,
  parseList,
  recordsLimits,
  type ListedPack,
  type ListedVersion,
  type VersionLeaf,
  type Write,
} from '@etanche/core-records-protocol';
import type { LeafSources } from '../audit/append-leaf.ts';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import type { PlannedWrite } from './plan-write.ts';
import { takeTurn } from './erasure-statements.ts';
import { addDestroyed, doomPacks, readCarriers, readPacksWith, withholdBinaries } from './scope-statements.ts';

type Purpose = NonNullable<Write['create']>['purpose'];

/**
 * The version that is marked, the packs that will be emptied, the resource's binaries, and the sequence of the write.
 */
type Destruction = {
  readonly leaf: VersionLeaf;
  readonly packs: readonly ListedPack[];
  readonly binaries: readonly string[];
  readonly sequence: number;
};

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Checks a write that destroys the content of a resource (docs/protocol.md 8.5), or prepares it: a doctor's write into
 * a patient's file, whose packs carry other versions of the packs that have a version of the resource. Before the
 * content is destroyed, other packs have all of them, but for lost ones.
 *
 * @returns null for another write, and for one that prepares it
 * @throws Refusal `request_invalid`, `forbidden`, `not_found`
 */
export async function requireDestruction(
  tx: Tx,
  { practice, roles }: Session,
  scope: string,
  purpose: Purpose,
  { destroy, carry, packs, versions, binaries, head }: PlannedWrite,
  live: readonly ListedPack[],
  marked: readonly VersionLeaf[],
): Promise<Destruction | null> {
  const resource = destroy ?? carry;
  if (resource === null) return null;
  if (!roles.includes('doctor') || purpose !== 'scope') throw new Refusal('forbidden');
  if (versions.length > 0) invalid('a destruction writes no version');
  const leaf = currentVersions(live, marked).get(resource);
  if (leaf === undefined || leaf.mark !== undefined) throw new Refusal('not_found');
  const found = await rowsOf<ListedPack>(tx, readPacksWith, [practice, scope, Buffer.from(fromRecordId(resource))]);
  // The bytes of the id may be those of a hash.
  const emptied = found.filter(({ list }) => listsResource(list, resource));
  const lost = namesOf(marked.filter(({ mark }) => mark === 'lost'));
  const others = namesOf(
    emptied.flatMap(({ list }) => parseList(list)).filter((version) => version.resource !== resource),
  ).difference(lost);
  const all = packs.flatMap((pack) => pack.versions);
  const carried = namesOf(all);
  const isRight =
    packs.every(({ carries, compartment }) => carries && compartment === leaf.compartment) &&
    carried.size === all.length &&
    carried.isSubsetOf(others);
  if (!isRight) invalid('a destruction carries other versions of its packs, and nothing else');
  if (destroy === null) return null;
  const left = others.difference(carried);
  if (left.size > 0) {
    const carriers = await rowsOf<ListedPack>(tx, readCarriers, [practice, scope]);
    const kept = carriers
      .filter(({ compartment, list }) => compartment === leaf.compartment && !listsResource(list, resource))
      .flatMap(({ list }) => parseList(list));
    if (!left.isSubsetOf(namesOf(kept))) invalid('a version that no other pack has');
  }
  return { leaf, packs: emptied, binaries, sequence: head.sequence };
}

/**
 * Withholds the packs and binaries, which `emptyDestroyed` empties after some days, and marks the version.
 *
 * @throws Refusal `limit_reached` beyond the limit of a day
 */
export async function storeDestroyed(
  { now }: Pick<LeafSources, 'now'>,
  tx: Tx,
  { practice, member }: Session,
  scope: string,
  { leaf, packs, binaries, sequence }: Destruction,
): Promise<void> {
  const { resource, version, compartment, hash } = leaf;
  const most = recordsLimits.destroyedPerDay;
  await rowsOf(tx, takeTurn, [practice]);
  const due = now() + recordsLimits.erasureDelayDays * dayMs;
  const row = [practice, scope, resource, version, compartment, Buffer.from(hash), sequence, member, now(), due];
  const added = await rowsOf(tx, addDestroyed, [...row, now() - dayMs, most]);
  if (added.length === 0) throw new Refusal('limit_reached', { detail: `at most ${most} destructions in a day` });
  const places = [packs.map((pack) => pack.sequence), packs.map(({ number }) => number)];
  await rowsOf(tx, doomPacks, [practice, scope, ...places, resource]);
  if (binaries.length > 0) await rowsOf(tx, withholdBinaries, [practice, scope, resource, binaries]);
}

/** A doctor's request may list a hundred thousand versions, so that they are compared as sets. */
function namesOf(versions: readonly ListedVersion[]): Set<string> {
  return new Set(versions.map(({ resource, version, hash }) => `${resource}/${version}/${toBase64url(hash)}`));
}

function invalid(detail: string): never {
  throw new Refusal('request_invalid', { detail });
}
