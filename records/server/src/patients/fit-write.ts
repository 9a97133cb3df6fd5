import { equalBytes } from '@etanche/core-wire';
import {
  countVersions,
  currentVersions,
  recordsLimits,
  type ListedPack,
  type VersionLeaf,
  type Write,
} from '@etanche/core-records-protocol';
import { Refusal } from '../http/refusal.ts';
import type { PlannedPack } from './plan-packs.ts';
import type { PlannedWrite } from './plan-write.ts';
import { scopeRoot } from './scope-root.ts';

type Purpose = NonNullable<Write['create']>['purpose'];

/** A stored pack that has or introduced current versions. */
export type LivePack = ListedPack & { readonly located: number; readonly introduced: number };

type Counts = { readonly located: number; readonly introduced: number };

/** How a write changes a scope. `counts` are those of the write's packs, `changed` those of earlier ones. */
export type FittedWrite = {
  readonly resources: number;
  readonly counts: ReadonlyMap<ListedPack, Counts>;
  readonly changed: readonly (Counts & { readonly pack: LivePack })[];
};

const none: Counts = { located: 0, introduced: 0 };

/**
 * Checks that a write follows the current versions, and that its head stands for those after it.
 *
 * @param live in ascending order of sequence and number
 * @param marked current versions that were destroyed or lost before the write
 * @param marks those after it
 * @throws Refusal `signature_refused`, `request_invalid`, `limit_reached`
 */
export function fitWrite(
  write: PlannedWrite,
  purpose: Purpose,
  live: readonly LivePack[],
  marked: readonly VersionLeaf[],
  marks: readonly VersionLeaf[],
): FittedWrite {
  const before = currentVersions<ListedPack>(live, marked);
  for (const version of write.versions) {
    const last = before.get(version.resource);
    if (last?.mark === 'destroyed') refuse('A version follows one whose content was destroyed.');
    if (version.version !== (last?.version ?? 0) + 1) refuse('A version does not follow the current one.');
    // Otherwise one role could take over a resource of another role's compartment.
    if (last !== undefined && last.compartment !== version.compartment) refuse('A version changes its compartment.');
  }
  const isSearchable = purpose === 'scope';
  if (!isSearchable && (write.card !== null || write.add.length > 0)) invalid('only a patient has a card and postings');
  if (purpose === 'agenda' && write.packs.some(({ carries, versions }) => carries || versions.length !== 1)) {
    invalid('each entry of an agenda has its pack');
  }
  const lost = before.get(write.destroy ?? '');
  const after = currentVersions<ListedPack>(
    [...live, ...write.packs],
    lost === undefined ? marks : [...marks, { ...lost, mark: 'destroyed' }],
  );
  if (write.destroy === null && write.carry === null) requireCurrent(write.packs, after);
  const most = mostOf(purpose);
  if (after.size > most) throw new Refusal('limit_reached', { detail: `at most ${most} resources` });
  const root = scopeRoot(Array.from(after.values())).toString('base64url');
  if (write.head.count !== after.size || write.head.root !== root) {
    refuse('The head does not stand for the versions after this write.');
  }
  const counts = countVersions(after.values());
  const changed = live.flatMap((pack) => {
    const { located, introduced } = counts.get(pack) ?? none;
    return located === pack.located && introduced === pack.introduced ? [] : [{ pack, located, introduced }];
  });
  return { resources: after.size, counts, changed };
}

/** A pack carries current versions only; a destruction carries others too. */
function requireCurrent(packs: readonly PlannedPack[], after: ReturnType<typeof currentVersions<ListedPack>>): void {
  for (const pack of packs) {
    if (!pack.carries) continue;
    for (const { resource, hash } of pack.versions) {
      const current = after.get(resource);
      const isCarried =
        current?.located === pack && current.compartment === pack.compartment && equalBytes(current.hash, hash);
      if (!isCarried) refuse('A pack carries a version that is not a current one.');
    }
  }
}

function mostOf(purpose: Purpose): number {
  if (purpose === 'agenda') return recordsLimits.entriesPerAgendaDay;
  return purpose === 'settings' ? recordsLimits.settingsPerPractice : recordsLimits.resourcesPerScope;
}

function invalid(detail: string): never {
  throw new Refusal('request_invalid', { detail });
}

function refuse(detail: string): never {
  throw new Refusal('signature_refused', { detail });
}
