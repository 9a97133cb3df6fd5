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

/** An opened scope of the unassigned list, verified whole like a patient's file. */
export type UnassignedFile = {
  readonly scope: string;
  /** Those that nobody has assigned or rejected, in the order of their record ids. */
  resources(): FileResource[];
  resource(id: string): FileResource | null;
  /** The text of a resource with large data that are stored apart (docs/protocol.md 8.6). */
  exactText(resource: FileResource): Promise<string>;
  /** Reads what others decided. */
  refresh(): Promise<void>;
};

export type OpenedUnassigned = {
  readonly shown: UnassignedFile;
  readonly state: () => ScopeState;
  /** As it was when it was opened: with what was decided since. */
  readonly first: ScopeState;
  readonly advance: (state: ScopeState) => void;
};

/** @throws DataError; RecordsClientError `not_found`, `forbidden` */
export async function openUnassigned(context: DataContext, scope: string): Promise<OpenedUnassigned> {
  const view = createResourceView();
  const first = await linkElements(context, await loadScope(context, { purpose: 'unassigned', scope }, null));
  let state = first;
  const now = (): ScopeState => {
    context.states.requireUnlocked();
    return state;
  };
  const advance = (next: ScopeState): void => {
    if (next.head.head.sequence >= state.head.head.sequence) state = next;
  };
  return {
    state: now,
    first,
    advance,
    shown: {
      scope,
      resources: () => view.all(now()),
      resource: (id) => view.one(now(), id),
      exactText: (resource) => exactText(context, now(), resource),
      refresh: async () => {
        advance(await loadScope(context, now(), state));
      },
    },
  };
}

/** @throws DataError `conflict`, `uncertain`, `could_not_check` */
export async function rejectResources(
  context: DataContext,
  from: OpenedUnassigned,
  ids: readonly string[],
  rejection: RejectionReason,
): Promise<void> {
  if (ids.length === 0) return;
  const drafts = Array.from(new Set(ids), decisionOn);
  const parts = { kind: 'reject', rejection } as const;
  const before = from.state();
  for (const { resource } of drafts) requireOpen(before, resource);
  const outcome = await writeScope(context, before, before, before.erasure, drafts, parts);
  from.advance(outcome.state);
  if (!outcome.ok) throw decided();
}

/** A decision is a deletion that follows what the import wrote: each resource has one. */
export function decisionOn(resource: string): Draft {
  return { resource, base: 1, compartment: 'clinical', kind: 'deletion', bytes: new Uint8Array() };
}

/** @throws RangeError for a resource that is not in the scope, DataError `conflict` for one that is decided */
export function requireOpen(state: ScopeState, id: string): void {
  const version = state.opened.get(id);
  if (version === undefined || version.kind === 'link') throw new RangeError('a resource that the scope does not have');
  if (version.kind !== 'resource') throw decided();
}

export function decided(): DataError {
  return new DataError('conflict', 'the resource is assigned or rejected already');
}
