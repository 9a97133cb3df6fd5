import { fromUtf8, type Bytes } from '@etanche/core-wire';
import { parseList, recordsLimits } from '@etanche/core-records-protocol';
import { openToCarry, SealingError, type PackEntry, type SealedPack } from '@etanche/core-sealing';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import { keysFor } from '../scope/keys-for.ts';
import type { CarriedVersions } from '../scope/compact-packs.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { loadScope, loadUnopened } from '../scope/load-scope.ts';
import { writeScope } from '../scope/write-scope.ts';
import { RecordsClientError } from '../records-client-error.ts';
import { fetchPacks, stateWith } from './history.ts';
import { patientOf } from './patient-facts.ts';
import { createResourceView } from './resource-view.ts';

type KeyOf = Parameters<typeof openToCarry>[1];

/** Bytes of versions that one pack carries; they inflate to at most 8 MiB. */
const packBytes = 3 * 1024 * 1024;

/**
 * Destroys the content of all versions of a resource and its binaries (docs/protocol.md 8.5): the other versions of its
 * packs are put into new packs, and the server empties the old ones after seven days. Binaries that another resource
 * names stay.
 *
 * @returns the state after it
 * @throws DataError `not_entitled`, `invalid_resource`; RecordsClientError `limit_reached`, `request_invalid` if another
 *   member wrote to the same packs at once
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
  const carry = inPacks(others).map((each): CarriedVersions => ({ compartment, versions: each }));
  const kept = [...others, ...Array.from(state.opened.values()).filter(({ place }) => place.resource !== resource)];
  const binaries = Array.from(binariesIn(lost).difference(binariesIn(kept)));
  if (binaries.length > recordsLimits.binariesPerWrite) throw new DataError('too_large', `${binaries.length} binaries`);
  const extras = { kind: 'destroy', destroy: resource, carry, ...(binaries.length > 0 && { binaries }) } as const;
  return (await writeScope(context, state, state, state.erasure, [], extras)).state;
}

/**
 * Restores a destroyed resource before its content is emptied, also in a file that false copies made unreadable.
 *
 * @returns the state after it
 * @throws DataError; RecordsClientError `not_found` afterwards, or if it was not destroyed
 */
export async function restoreResource(context: DataContext, scope: string, resource: string): Promise<ScopeState> {
  const before = await loadUnopened(context, { purpose: 'scope', scope });
  const extras = { kind: 'restore', restore: resource, carry: [] } as const;
  const { state } = await writeScope(context, before, before, before.erasure, [], extras);
  // The packs that the server gives back are no changes after a head.
  return loadScope(context, state, null);
}

/** Record ids of the destroyed resources of a file, which need not be readable. @throws DataError; RecordsClientError */
export async function listDestroyed(context: DataContext, scope: string): Promise<readonly string[]> {
  return destroyedIn(await loadUnopened(context, { purpose: 'scope', scope }));
}

export function destroyedIn({ current }: ScopeState): readonly string[] {
  return Array.from(current.values()).flatMap(({ resource, destroyed }) => (destroyed === true ? [resource] : []));
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

/** All versions of packs. Those of a pack of copies that does not open are in other packs, or are current ones. */
async function versionsOf(packs: readonly SealedPack[], keyOf: KeyOf, { opened }: ScopeState): Promise<PackEntry[]> {
  const each = await Promise.all(
    packs.map((pack) =>
      openToCarry([pack], keyOf).catch((error: unknown) => {
        if (!pack.place.carries || !(error instanceof SealingError)) throw error;
        return parseList(pack.list).flatMap(({ resource, version }) => {
          const current = opened.get(resource);
          if (current?.place.version !== version) return [];
          const { kind, previous, blind, bytes } = current;
          return [{ resource, version, kind, previous, blind, bytes }];
        });
      }),
    ),
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

/** Groups of versions, each of which is one pack. */
function inPacks(versions: readonly PackEntry[]): PackEntry[][] {
  const packs: PackEntry[][] = [];
  let [last, bytes]: [PackEntry[], number] = [[], 0];
  for (const version of versions) {
    if (last.length === recordsLimits.versionsPerPack || bytes + version.bytes.length > packBytes)
      [last, bytes] = [[], 0];
    if (last.length === 0) packs.push(last);
    last.push(version);
    bytes += version.bytes.length;
  }
  return packs;
}
