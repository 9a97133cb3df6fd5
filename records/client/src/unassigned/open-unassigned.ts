import type { RejectionReason } from '@etanche/core-records-protocol';
import { exactText } from '../attachments/exact-text.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import type { FileResource } from '../data/file-resource.ts';
import { createResourceView } from '../patients/resource-view.ts';
import { linkElements } from '../scope/links.ts';
import { loadScope } from '../scope/load-scope.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { writeScope, type Draft } from '../scope/write-scope.ts';

/** An opened scope of the unassigned list, verified completely like a patient's file. */
export type UnassignedFile = {
  readonly scope: string;
  /** Resources that no doctor has assigned or rejected, in the order of their record ids. */
  resources(): FileResource[];
  resource(id: string): FileResource | null;
  /** Returns the text of a resource with large data that are stored separately (docs/protocol.md 8.6). */
  exactText(resource: FileResource): Promise<string>;
  /** Reads the decisions of other doctors. */
  refresh(): Promise<void>;
};

/** An opened scope of the list with its internal state, as `FileHandle` for a patient's file. */
export type UnassignedHandle = {
  readonly file: UnassignedFile;
  readonly state: () => ScopeState;
  /** The state at its opening, which contains the resources that were decided later. */
  readonly openingState: ScopeState;
  readonly advance: (state: ScopeState) => void;
};

/** @throws DataError; RecordsClientError `not_found`, `forbidden` */
export async function openUnassigned(context: DataContext, scope: string): Promise<UnassignedHandle> {
  const view = createResourceView();
  const openingState = await linkElements(context, await loadScope(context, { purpose: 'unassigned', scope }, null));
  let state = openingState;
  const unlockedState = (): ScopeState => {
    context.states.requireUnlocked();
    return state;
  };
  const advance = (next: ScopeState): void => {
    if (next.head.head.sequence >= state.head.head.sequence) state = next;
  };
  return {
    state: unlockedState,
    openingState,
    advance,
    file: {
      scope,
      resources: () => view.all(unlockedState()),
      resource: (id) => view.one(unlockedState(), id),
      exactText: (resource) => exactText(context, unlockedState(), resource),
      refresh: async () => {
        advance(await loadScope(context, unlockedState(), state));
      },
    },
  };
}

/** @throws DataError `conflict`, `uncertain`, `could_not_check` */
export async function rejectResources(
  context: DataContext,
  from: UnassignedHandle,
  ids: readonly string[],
  rejection: RejectionReason,
): Promise<void> {
  if (ids.length === 0) return;
  const drafts = Array.from(new Set(ids), decisionOn);
  const extras = { kind: 'reject', rejection } as const;
  const before = from.state();
  for (const { resource } of drafts) requireOpen(before, resource);
  const outcome = await writeScope(context, before, before, before.erasure, drafts, extras);
  from.advance(outcome.state);
  if (!outcome.ok) throw alreadyDecided();
}

/** A decision is a deletion that follows the version of the import. Each resource has at most one. */
export function decisionOn(resource: string): Draft {
  return { resource, base: 1, compartment: 'clinical', kind: 'deletion', bytes: new Uint8Array() };
}

/** @throws RangeError for a resource that is not in the scope, DataError `conflict` for one that is decided */
export function requireOpen(state: ScopeState, id: string): void {
  const version = state.opened.get(id);
  if (version === undefined || version.kind === 'link') throw new RangeError('the scope has no such resource');
  if (version.kind !== 'resource') throw alreadyDecided();
}

export function alreadyDecided(): DataError {
  return new DataError('conflict', 'the resource has already been assigned or rejected');
}
