import { sha256, toRecordId, utf8, type Bytes } from '@etanche/core-wire';
import type { Compartment } from '@etanche/core-sealing';
import { type Change } from '../data/change.ts';
import { checkResources, type ResourceToWrite } from '../data/check-resources.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import { newId } from '../data/new-id.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import type { Draft } from '../scope/write-scope.ts';

/** A change with id and base filled in, so that a repeated write has the same effect as one. */
export type SettledChange = Change & { readonly id: string };

/** A change, its checked resource (null for a deletion), and the versions to write. */
export type PlannedChange = {
  readonly change: SettledChange;
  readonly checked: ResourceToWrite | null;
  readonly drafts: readonly Draft[];
};

/** Draws the ids of new resources, and fills in the current version where a change has no base. */
export function settleChanges(context: DataContext, state: ScopeState, changes: readonly Change[]): SettledChange[] {
  const settled = changes.map((change): SettledChange => {
    if (change.kind === 'create') return { ...change, id: change.id ?? newId(context) };
    return { ...change, base: change.base ?? state.current.get(change.id)?.version ?? 0 };
  });
  if (new Set(settled.map(({ id }) => id)).size !== settled.length) {
    throw new RangeError('two changes of one resource in one write');
  }
  return settled;
}

/**
 * Checks the resources of changes, all before anything is sealed, and drafts their versions. A resource that an edit
 * moves to the other compartment (a Flag that becomes clinical) is deleted in the old one and created in the new one,
 * because a member who reads only one compartment could not follow the move.
 *
 * @throws DataError `invalid_resource`, `not_entitled`
 */
export async function planChanges(
  context: DataContext,
  state: ScopeState,
  changes: readonly SettledChange[],
): Promise<PlannedChange[]> {
  const written = changes.flatMap((change) => (change.kind === 'delete' ? [] : [change]));
  const checked = await checkResources(
    context.options,
    written.map(({ resource }) => resource),
    written.map(({ id }) => id),
  );
  const planned = changes.map((change): PlannedChange => {
    const place = change.kind === 'delete' ? -1 : written.indexOf(change);
    const resource = checked[place] ?? null;
    return { change, checked: resource, drafts: draftsOf(state, change, resource) };
  });
  const writable = context.writable();
  const foreign = planned.flatMap(({ drafts }) => drafts).find(({ compartment }) => !writable.includes(compartment));
  if (foreign !== undefined) {
    throw new DataError('not_entitled', `this role does not write the compartment ${foreign.compartment}`);
  }
  return planned;
}

function draftsOf(state: ScopeState, change: SettledChange, checked: ResourceToWrite | null): Draft[] {
  const { id } = change;
  const base = change.kind === 'create' ? 0 : (change.base ?? 0);
  const current = state.current.get(id)?.compartment;
  if (checked === null) return [deletion(id, base, current ?? 'clinical')];
  const { bytes, compartment } = checked;
  if (current === undefined || current === compartment) return [written(id, base, compartment, bytes)];
  return [deletion(id, base, current), written(movedId(id, base), 0, compartment, bytes)];
}

/** Derives the new id from the edit, so that an edit repeated after a broken connection moves the resource once. */
function movedId(id: string, base: number): string {
  return toRecordId(sha256(utf8(`${id}/${base}`)).subarray(0, 16));
}

function written(resource: string, base: number, compartment: Compartment, bytes: Bytes): Draft {
  return { resource, base, compartment, kind: 'resource', bytes };
}

function deletion(resource: string, base: number, compartment: Compartment): Draft {
  return { resource, base, compartment, kind: 'deletion', bytes: new Uint8Array() };
}
