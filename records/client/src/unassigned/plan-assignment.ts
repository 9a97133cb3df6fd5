import { equalBytes, fromUtf8, utf8 } from '@etanche/core-wire';
import { encodeNames, parseNames } from '@etanche/core-sealing';
import { findLargeData, storedDataOf, withoutVersion, withValues, type Resource } from '@etanche/records-fhir';
import { exactText } from '../attachments/exact-text.ts';
import { sealedAgain } from '../attachments/sealed-again.ts';
import { storeLargeData } from '../attachments/store-data.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import { fileResource } from '../data/file-resource.ts';
import { heldIndex, planVersions } from '../import/plan-versions.ts';
import type { RecordIds } from '../import/record-ids.ts';
import { sourceName, writtenAt, type SourceResource } from '../import/source-name.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import type { Draft } from '../scope/write-scope.ts';
import { decided, requireOpen, type OpenedUnassigned } from './open-unassigned.ts';

/** A resource of the list, as its source had it. */
export type Listed = SourceResource & {
  readonly id: string;
  /** What the scope has: `text` without the data that are stored apart. */
  readonly bytes: Draft['bytes'];
  /** A doctor has decided about it. */
  readonly isDecided: boolean;
};

/** What becomes of it in the patient's file: `drafts` are none where the file has it. */
export type Assigned = { readonly listed: Listed; readonly at: string; readonly drafts: readonly Draft[] };

/**
 * Reads the exact text of a resource, with its large data.
 *
 * @throws RangeError for a resource that the scope does not have; DataError, `invalid_resource` for a Patient;
 *   RecordsClientError
 */
export async function listedResource(
  context: DataContext,
  { state, first }: OpenedUnassigned,
  id: string,
  place: number,
): Promise<Listed> {
  const now = state().opened.get(id);
  const isDecided = now?.kind === 'deletion';
  const version = isDecided ? first.opened.get(id) : now;
  if (version?.kind !== 'resource') {
    requireOpen(state(), id);
    throw decided();
  }
  const { resource, text } = fileResource(version);
  if (resource.resourceType === 'Patient') {
    const issues = [{ place, path: 'resourceType', code: 'one_patient' }];
    throw new DataError('invalid_resource', 'a file has one Patient', { issues });
  }
  const exact = await exactText(context, state(), { text });
  const large = exact === text ? {} : { large: findLargeData(exact) };
  return { id, resource, text: exact, ...large, bytes: version.bytes, fullUrl: fullUrlOf(state(), id), isDecided };
}

/** In rounds, the oldest version first: one write holds one version of a resource. */
export function roundsOf(all: readonly Listed[]): Listed[][] {
  const rounds: Listed[][] = [];
  const seen = new Map<string, number>();
  for (const listed of all.toSorted((one, other) => writtenAt(one) - writtenAt(other))) {
    const name = sourceName(listed);
    const round = seen.get(name) ?? 0;
    seen.set(name, round + 1);
    (rounds[round] ??= []).push(listed);
  }
  return rounds;
}

/**
 * Plans the version that an import of the same resource into this file would write, under the same record id, so that a
 * later import finds it. Its large data are still to be stored (`storeAssigned`).
 *
 * @throws DataError `conflict` where the file has a newer state of the resource, or one that a member wrote
 */
export async function planAssignment(
  context: DataContext,
  ids: RecordIds,
  to: ScopeState,
  listed: Listed,
): Promise<Assigned> {
  const same = await sameIn(context, to, listed);
  if (same !== null) return { listed, at: same, drafts: [] };
  const chain = { name: sourceName(listed), items: [listed] };
  const [planned] = await planVersions(ids, heldIndex(to.current), chain);
  if (planned === undefined) throw new RangeError('a chain of no versions');
  const { id: at, outcome } = planned;
  if (outcome.kind === 'refused') {
    throw new DataError('conflict', `the file has another state of the resource: ${outcome.code}`);
  }
  if (outcome.kind !== 'write') return { listed, at, drafts: [] };
  const { base, compartment, mark } = outcome.version;
  const drafts: Draft[] = [{ resource: at, base, compartment, kind: 'resource', bytes: listed.bytes }];
  if (mark !== null) drafts.push({ resource: mark, base: 0, compartment, kind: 'deletion', bytes: new Uint8Array() });
  const name = nameToKeep(listed);
  if (name !== null) {
    const bytes = encodeNames({ names: [{ fullUrl: name, resource: at }] });
    const resource = await ids.names(bytes);
    if (!to.current.has(resource)) drafts.push({ resource, base: 0, compartment, kind: 'names', bytes });
  }
  return { listed, at, drafts };
}

/**
 * Stores the large data of an assigned resource in the patient's file, under a key of its own.
 *
 * @throws DataError; RecordsClientError
 */
export async function storeAssigned(
  context: DataContext,
  scope: string,
  { listed: { text, large = [] }, drafts }: Assigned,
): Promise<readonly Draft[]> {
  const [first, ...others] = drafts;
  if (first === undefined || large.length === 0) return drafts;
  const reduced = await sealedAgain(context, () => storeLargeData(context, scope, first.compartment, text, large));
  return [{ ...first, bytes: utf8(reduced.text), binaries: reduced.binaries }, ...others];
}

/** The record id under which a file has the text; null where it has not. Of two with large data, the keys differ. */
async function sameIn(context: DataContext, to: ScopeState, { bytes, text, large }: Listed): Promise<string | null> {
  const whole = fromUtf8(bytes);
  for (const one of to.opened.values()) {
    if (one.kind !== 'resource') continue;
    const { resource: id } = one.place;
    if (large === undefined) {
      if (equalBytes(one.bytes, bytes)) return id;
      continue;
    }
    const other = fromUtf8(one.bytes);
    if (withoutData(other) !== withoutData(whole)) continue;
    if ((await exactText(context, to, { text: other })) === text) return id;
  }
  return null;
}

/** The text with nothing in place of its stored data. */
function withoutData(text: string): string {
  return withValues(
    text,
    storedDataOf(text).map(() => ''),
  );
}

/** A full URL that does not follow from the resource's id, as an import keeps it. */
function nameToKeep({
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
    const found = parseNames(bytes).names.find(({ resource }) => resource === id);
    if (found !== undefined) return found.fullUrl;
  }
  return null;
}
