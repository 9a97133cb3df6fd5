import type { OpenedVersion } from '@etanche/core-sealing';
import { fileResource, type FileResource } from '../data/file-resource.ts';
import type { ScopeState } from '../scope/scope-state.ts';

/** The resources of verified states, each read from its bytes once. */
export type ResourceView = {
  /** Without deletions and the index, in the order of the ids. */
  all(state: ScopeState): FileResource[];
  one(state: ScopeState, id: string): FileResource | null;
};

export function createResourceView(): ResourceView {
  const read = new WeakMap<OpenedVersion, FileResource>();
  const view = (version: OpenedVersion | undefined): FileResource | null => {
    if (version?.kind !== 'resource') return null;
    const known = read.get(version) ?? fileResource(version);
    read.set(version, known);
    return known;
  };
  return {
    all: (state) => Array.from(state.opened.values()).flatMap((version) => view(version) ?? []),
    one: (state, id) => view(state.opened.get(id)),
  };
}
