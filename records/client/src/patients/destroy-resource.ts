import { fromUtf8, type Bytes } from '@etanche/core-wire';
import { parseList, recordsLimits } from '@etanche/core-records-protocol';
import { entryOf, openToCarry, SealingError, type PackEntry, type SealedPack } from '@etanche/core-sealing';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import { keysFor } from '../scope/keys-for.ts';
import { groupsToCarry } from '../scope/carry-versions.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { loadScope, loadUnopened } from '../scope/load-scope.ts';
import { writeScope } from '../scope/write-scope.ts';
import { RecordsClientError } from '../records-client-error.ts';
import { fetchPacks, stateWith } from './history.ts';
import { markedIn } from './marked-in.ts';
import { patientOf } from './patient-facts.ts';
import { createResourceView } from './resource-view.ts';

type KeyOf = Parameters<typeof openToCarry>[1];

/**
 * Destroys the content of all versions of a resource and its binaries (docs/protocol.md 8.5): the other versions of its
 * packs are put into new packs, by several writes if they are large, and the server empties the old ones after seven
 * days. Binaries that another resource names stay.
 *
 * @returns the state after it
 * @throws DataError `not_entitled`, `invalid_resource`; RecordsClientError `limit_reached`, `request_invalid` if
 *   another member wrote to the same packs at once
 */
export async function destroyResource(context: DataContext, before: ScopeState, resource: string): Promise<ScopeState> {
  const current = before.opened.get(resource);
  const { compartment } = current?.place ?? {};
  if (current === undefined || compartment === undefined) {
    throw new RecordsClientError('not_found', 'the file has no such resource');
  }
  // The Patient and the index keep a file readable.
  const isNeeded = current.kind !== 'resource' && current.kind !== 'deletion';
  if (isNeeded || patientOf(createResourceView(), before).id === resource) {
    const issues = [{ place: 0, path: 'resourceType', code: 'one_patient' }];
    throw new DataError('invalid_resource', 'a file keeps its Patient and its index', { issues });
  }
  if (!context.practice.roles().includes('doctor'))
    throw new DataError('not_entitled', 'only doctors destroy resources');
  const { state, lost, others } = await versionsWith(context, before, resource);
  const kept = [...others, ...Array.from(state.opened.values()).filter(({ place }) => place.resource !== resource)];
  const binaries = Array.from(binariesIn(lost).difference(binariesIn(kept)));
  if (binaries.length > recordsLimits.binariesPerWrite) throw new DataError('too_large', `${binaries.length} binaries`);
  const groups = groupsToCarry(compartment, others);
  let last = state;
  for (const group of groups.slice(0, -1)) {
    const preparing = { kind: 'carry', carry: resource, carried: [group] } as const;
    ({ state: last } = await writeScope(context, last, last, last.erasure, [], preparing));
  }
  const extras = { kind: 'destroy', destroy: resource, carried: groups.slice(-1) } as const;
  const named = binaries.length > 0 ? { binaries } : {};
  return (await writeScope(context, last, last, last.erasure, [], { ...extras, ...named })).state;
}

/**
 * Restores a destroyed resource before its content is emptied, also in a file that false copies made unreadable.
 *
 * @returns the state after it
 * @throws DataError; RecordsClientError `not_found` afterwards, or if it was not destroyed
 */
export async function restoreResource(context: DataContext, scope: string, resource: string): Promise<ScopeState> {
  const { state: before } = await loadUnopened(context, { purpose: 'scope', scope }, 'all');
  const extras = { kind: 'restore', restore: resource, carried: [] } as const;
  const { state } = await writeScope(context, before, before, before.erasure, [], extras);
  // The packs that the server gives back are no changes after a head.
  return loadScope(context, state, null);
}

/**
 * Record ids of the destroyed resources of a file, which need not be readable.
 *
 * @throws DataError; RecordsClientError
 */
export async function listDestroyed(context: DataContext, scope: string): Promise<readonly string[]> {
  const { state } = await loadUnopened(context, { purpose: 'scope', scope }, 'all');
  return markedIn(state, 'destroyed');
}

/** The versions of a resource, the other ones in all packs that have one of them, and a state that is not older. */
async function versionsWith(
  context: DataContext,
  before: ScopeState,
  resource: string,
): Promise<{ readonly state: ScopeState; readonly lost: readonly PackEntry[]; readonly others: readonly PackEntry[] }> {
  return orCouldNotCheck('packs', async () => {
    const { packs } = await fetchPacks(context, before.scope, resource, 'all');
    const state = await stateWith(context, before, packs);
    await context.keys.unlock(state);
    const keyOf = await keysFor(context, state, state.erasure, packs, context.readable());
    const versions = await versionsOf(packs, keyOf, state);
    const isLost = (version: PackEntry): boolean => version.resource === resource;
    return { state, lost: versions.filter(isLost), others: versions.filter((version) => !isLost(version)) };
  });
}

/**
 * All versions of packs. Those of a pack that does not open are in other packs, are current ones, or are lost; the
 * server refuses a destruction that lacks one of the others.
 */
async function versionsOf(packs: readonly SealedPack[], keyOf: KeyOf, { opened }: ScopeState): Promise<PackEntry[]> {
  const currentOf = ({ list }: SealedPack): PackEntry[] =>
    parseList(list).flatMap(({ resource, version }) => {
      const current = opened.get(resource);
      return current?.place.version === version ? [entryOf(current)] : [];
    });
  const each = await Promise.all(
    packs.map(async (pack) => {
      if (pack.content === null) return currentOf(pack);
      return openToCarry([pack], keyOf).catch((error: unknown) => {
        if (!(error instanceof SealingError)) throw error;
        return currentOf(pack);
      });
    }),
  );
  return Array.from(new Map(each.flat().map((entry) => [`${entry.resource}/${entry.version}`, entry])).values());
}

/** Record ids of the binaries that versions name, in an Attachment or as stored data (docs/protocol.md 7.4, 8.6). */
function binariesIn(versions: Iterable<{ readonly bytes: Bytes }>): Set<string> {
  const binaries = new Set<string>();
  for (const { bytes } of versions) {
    for (const [, id = ''] of fromUtf8(bytes).matchAll(/"Binary\/([a-z2-7]{26})["#]/g)) binaries.add(id);
  }
  return binaries;
}
