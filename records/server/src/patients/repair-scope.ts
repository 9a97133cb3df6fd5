import { currentVersions, type ListedPack, type VersionLeaf } from '@etanche/core-records-protocol';
import { appendLeaf, type LeafSources } from '../audit/append-leaf.ts';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import type { PlannedWrite } from './plan-write.ts';
import { addLost, endLost } from './scope-statements.ts';

type Purpose = 'scope' | 'agenda' | 'unassigned' | 'settings';

/** Versions that a write finds lost, and marks that it ends: it carries the version, or another one follows. */
type Losses = { readonly lost: readonly VersionLeaf[]; readonly ended: readonly VersionLeaf[] };

/**
 * Checks a repair (docs/protocol.md 8.5): a doctor's write into a patient's file, which carries current versions of
 * damaged packs and names those that nothing has. New versions follow lost ones only. The server cannot tell whether a
 * version is lost: nothing is emptied, and another repair that has the version ends the loss.
 *
 * @returns also for other writes, the losses that end because another version follows
 * @throws Refusal `request_invalid`, `forbidden`
 */
export function requireRepair(
  { roles }: Session,
  purpose: Purpose,
  write: PlannedWrite,
  live: readonly ListedPack[],
  marked: readonly VersionLeaf[],
): Losses {
  const { kind, lost: named, packs, versions } = write;
  if ((kind === 'repair') !== (named !== null)) invalid('a repair names what is lost, and nothing else does');
  const replaced = new Set(versions.map(({ resource }) => resource));
  if (named === null)
    return { lost: [], ended: marked.filter(({ resource, mark }) => mark === 'lost' && replaced.has(resource)) };
  if (!roles.includes('doctor') || purpose !== 'scope') throw new Refusal('forbidden');
  if (packs.length === 0 && named.length === 0) invalid('a repair of nothing');
  if (!replaced.isSubsetOf(new Set(named))) invalid('a version that follows no lost one');
  const carried = new Set(
    packs.filter(({ carries }) => carries).flatMap((pack) => pack.versions.map((v) => v.resource)),
  );
  const before = currentVersions(live, marked);
  const lost = Array.from(new Set(named), (resource): VersionLeaf => {
    const { version, compartment, hash, mark } = before.get(resource) ?? invalid('a lost resource that is not there');
    if (mark !== undefined || carried.has(resource)) invalid('a lost version that is marked or carried');
    return { resource, version, compartment, hash, mark: 'lost' };
  });
  const ended = marked.filter(
    ({ resource, mark }) => mark === 'lost' && (carried.has(resource) || replaced.has(resource)),
  );
  return { lost, ended };
}

/** The marks after a write, whose head has those of current versions. */
export function marksAfter(marked: readonly VersionLeaf[], { lost, ended }: Losses): VersionLeaf[] {
  const gone = new Set(ended);
  return [...marked.filter((leaf) => !gone.has(leaf)), ...lost];
}

/** Stores the marks of current versions, and a leaf for each lost one, which the list of accesses shows. */
export async function storeLosses(
  dependencies: LeafSources,
  tx: Tx,
  { practice, member, session }: Session,
  scope: string,
  { head, versions }: PlannedWrite,
  { lost, ended }: Losses,
): Promise<void> {
  if (ended.length > 0) await rowsOf(tx, endLost, [practice, scope, ended.map(({ resource }) => resource)]);
  const replaced = new Set(versions.map(({ resource }) => resource));
  for (const { resource, version, compartment, hash } of lost) {
    const isReplaced = replaced.has(resource);
    const row = [practice, scope, resource, version, compartment, Buffer.from(hash), head.sequence, member];
    if (!isReplaced) await rowsOf(tx, addLost, [...row, dependencies.now()]);
    const found = { member, session, scope, resource, compartments: [compartment], count: version };
    await appendLeaf(tx, practice, { kind: 'lost', ...found }, dependencies);
  }
}

function invalid(detail: string): never {
  throw new Refusal('request_invalid', { detail });
}
