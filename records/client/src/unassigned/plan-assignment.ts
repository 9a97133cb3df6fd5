import { equalBytes, fromUtf8, utf8 } from '@etanche/core-wire';
import { encodeNames, parseNames } from '@etanche/core-sealing';
import { findLargeData, storedDataOf, withoutVersion, withValues, type Resource } from '@etanche/records-fhir';
import { exactText } from '../attachments/exact-text.ts';
import { retryInNextEpoch } from '../attachments/retry-in-next-epoch.ts';
import { storeLargeData } from '../attachments/store-data.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import { fileResource } from '../data/file-resource.ts';
import { recordsByPrefix, planVersions } from '../import/plan-versions.ts';
import type { RecordIds } from '../import/record-ids.ts';
import { sourceName, writtenAt, type SourceResource } from '../import/source-name.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import type { Draft } from '../scope/write-scope.ts';
import { alreadyDecided, requireOpen, type UnassignedHandle } from './open-unassigned.ts';

/** A resource of the list, as in its source. */
export type ListedResource = SourceResource & {
  readonly id: string;
  /** The bytes in the scope: `text` without the data that are stored separately. */
  readonly bytes: Draft['bytes'];
  /** Whether a doctor has decided about the resource. */
  readonly isDecided: boolean;
};

/** The versions to write into the patient's file, and the record id there. No drafts if the file has the resource. */
export type PlannedAssignment = {
  readonly listed: ListedResource;
  readonly id: string;
  readonly drafts: readonly Draft[];
};

/**
 * Reads a resource of the list with its exact text, including its large data.
 *
 * @param place index of the resource in the call, for the issues of an error
 * @throws RangeError if the scope has no such resource; DataError, `invalid_resource` for a Patient; RecordsClientError
 */
export async function readListedResource(
  context: DataContext,
  { state, openingState }: UnassignedHandle,
  id: string,
  place: number,
): Promise<ListedResource> {
  const current = state().opened.get(id);
  const isDecided = current?.kind === 'deletion';
  const version = isDecided ? openingState.opened.get(id) : current;
  if (version?.kind !== 'resource') {
    requireOpen(state(), id);
    throw alreadyDecided();
  }
  const { resource, text } = fileResource(version);
  if (resource.resourceType === 'Patient') {
    const issues = [{ place, path: 'resourceType', code: 'one_patient' }];
    throw new DataError('invalid_resource', 'a file has exactly one Patient', { issues });
  }
  const exact = await exactText(context, state(), { text });
  const large = exact === text ? {} : { large: findLargeData(exact) };
  return { id, resource, text: exact, ...large, bytes: version.bytes, fullUrl: fullUrlOf(state(), id), isDecided };
}

/** Groups resources in rounds, the oldest version first: a write has one version of each resource at most. */
export function roundsOf(all: readonly ListedResource[]): ListedResource[][] {
  const rounds: ListedResource[][] = [];
  const roundOf = new Map<string, number>();
  for (const listed of all.toSorted((one, other) => writtenAt(one) - writtenAt(other))) {
    const name = sourceName(listed);
    const round = roundOf.get(name) ?? 0;
    roundOf.set(name, round + 1);
    (rounds[round] ??= []).push(listed);
  }
  return rounds;
}

/**
 * Plans the version that an import of the same resource into this file would write. It has the same record id, so that
 * a later import recognizes it. `storeAssignedData` then stores its large data.
 *
 * @throws DataError `conflict` if the file has a newer version of the resource, or one that a member wrote
 */
export async function planAssignment(
  context: DataContext,
  ids: RecordIds,
  to: ScopeState,
  listed: ListedResource,
): Promise<PlannedAssignment> {
  const existing = await findSameText(context, to, listed);
  if (existing !== null) return { listed, id: existing, drafts: [] };
  const chain = { name: sourceName(listed), items: [listed] };
  const [planned] = await planVersions(ids, recordsByPrefix(to.current), chain);
  if (planned === undefined) throw new RangeError('a resource without versions');
  const { id, outcome } = planned;
  if (outcome.kind === 'refused') {
    throw new DataError('conflict', `the file has another version of the resource: ${outcome.code}`);
  }
  if (outcome.kind !== 'write') return { listed, id, drafts: [] };
  const { base, compartment, mark } = outcome.version;
  const drafts: Draft[] = [{ resource: id, base, compartment, kind: 'resource', bytes: listed.bytes }];
  if (mark !== null) drafts.push({ resource: mark, base: 0, compartment, kind: 'deletion', bytes: new Uint8Array() });
  const fullUrl = fullUrlToStore(listed);
  if (fullUrl !== null) {
    const bytes = encodeNames({ names: [{ fullUrl, resource: id }] });
    const resource = await ids.names(bytes);
    if (!to.current.has(resource)) drafts.push({ resource, base: 0, compartment, kind: 'names', bytes });
  }
  return { listed, id, drafts };
}

/**
 * Stores the large data of an assigned resource in the patient's file, under new keys.
 *
 * @throws DataError; RecordsClientError
 */
export async function storeAssignedData(
  context: DataContext,
  scope: string,
  { listed: { text, large = [] }, drafts }: PlannedAssignment,
): Promise<readonly Draft[]> {
  const [first, ...others] = drafts;
  if (first === undefined || large.length === 0) return drafts;
  const reduced = await retryInNextEpoch(context, () => storeLargeData(context, scope, first.compartment, text, large));
  return [{ ...first, bytes: utf8(reduced.text), binaries: reduced.binaries }, ...others];
}

/**
 * Finds the record in which a file has the same text; null if there is none. The bytes of two records with the same
 * large data differ, because each has its own keys, so their exact texts are compared.
 */
async function findSameText(
  context: DataContext,
  to: ScopeState,
  { bytes, text, large }: ListedResource,
): Promise<string | null> {
  const reduced = fromUtf8(bytes);
  for (const version of to.opened.values()) {
    if (version.kind !== 'resource') continue;
    const { resource: id } = version.place;
    if (large === undefined) {
      if (equalBytes(version.bytes, bytes)) return id;
      continue;
    }
    const other = fromUtf8(version.bytes);
    if (withoutStoredData(other) !== withoutStoredData(reduced)) continue;
    if ((await exactText(context, to, { text: other })) === text) return id;
  }
  return null;
}

/** Removes the references to stored data from a text. */
function withoutStoredData(text: string): string {
  return withValues(
    text,
    storedDataOf(text).map(() => ''),
  );
}

/** Returns the full URL that an import stores: one that cannot be derived from the id of the resource. */
function fullUrlToStore({
  fullUrl,
  resource,
}: {
  readonly fullUrl: string | null;
  readonly resource: Resource;
}): string | null {
  const url = withoutVersion(fullUrl ?? '');
  const { id } = resource;
  return url === '' || url === `urn:uuid:${typeof id === 'string' ? id : ''}` ? null : url;
}

function fullUrlOf({ opened }: ScopeState, id: string): string | null {
  for (const { kind, bytes } of opened.values()) {
    if (kind !== 'names') continue;
    const name = parseNames(bytes).names.find(({ resource }) => resource === id);
    if (name !== undefined) return name.fullUrl;
  }
  return null;
}
