import { equalBytes, fromRecordId } from '@etanche/core-wire';
import {
  compareListed,
  currentVersions,
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
import { addDestroyed, doomPacks, readPacksWith, withholdBinaries } from './scope-statements.ts';

type Purpose = NonNullable<Write['create']>['purpose'];

/** The version that is marked, the packs that will be emptied, the resource's binaries, and the sequence of the write. */
type Destruction = {
  readonly leaf: VersionLeaf;
  readonly packs: readonly ListedPack[];
  readonly binaries: readonly string[];
  readonly sequence: number;
};

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Checks a write that destroys the content of a resource (docs/protocol.md 8.5): a doctor's write into a patient's file,
 * whose packs carry exactly the other versions of the packs that have a version of the resource.
 *
 * @returns null for another write
 * @throws Refusal `request_invalid`, `forbidden`, `not_found`
 */
export async function requireDestruction(
  tx: Tx,
  { practice, roles }: Session,
  scope: string,
  purpose: Purpose,
  { destroy, packs, versions, binaries, head }: PlannedWrite,
  live: readonly ListedPack[],
  destroyed: readonly VersionLeaf[],
): Promise<Destruction | null> {
  if (destroy === null) return null;
  if (!roles.includes('doctor') || purpose !== 'scope') throw new Refusal('forbidden');
  if (versions.length > 0) invalid('a destruction writes no version');
  const leaf = currentVersions(live, destroyed).get(destroy);
  if (leaf === undefined || leaf.destroyed === true) throw new Refusal('not_found');
  const found = await rowsOf<ListedPack>(tx, readPacksWith, [practice, scope, Buffer.from(fromRecordId(destroy))]);
  // The bytes of the id may be those of a hash.
  const emptied = found.filter(({ list }) => parseList(list).some(({ resource }) => resource === destroy));
  const others = unique(emptied.flatMap(({ list }) => parseList(list))).filter(({ resource }) => resource !== destroy);
  const carried = unique(packs.flatMap((pack) => pack.versions));
  const isSame =
    carried.length === packs.reduce((sum, pack) => sum + pack.versions.length, 0) &&
    carried.length === others.length &&
    carried.every((version, i) => isEqual(version, others[i])) &&
    packs.every(({ compartment }) => compartment === leaf.compartment);
  if (!isSame) invalid('a destruction carries all other versions of its packs, and nothing else');
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

function unique(versions: readonly ListedVersion[]): ListedVersion[] {
  const sorted = versions.toSorted(compareListed);
  return sorted.filter((version, i) => i === 0 || !isEqual(version, sorted[i - 1]));
}

function isEqual(a: ListedVersion, b: ListedVersion | undefined): boolean {
  return b !== undefined && compareListed(a, b) === 0 && equalBytes(a.hash, b.hash);
}

function invalid(detail: string): never {
  throw new Refusal('request_invalid', { detail });
}
