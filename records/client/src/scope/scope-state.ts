import type { Bytes } from '@etanche/core-wire';
import type { CurrentVersion, Head, OpenedVersion, ScopePurpose } from '@etanche/core-sealing';

/** The last verified state of a scope. Everything in it was verified. It is never changed, only replaced. */
export type ScopeState = {
  readonly purpose: ScopePurpose;
  readonly scope: string;
  /** Only for a scope that an importer made: the element in its head. */
  readonly element: string | undefined;
  readonly erasure: Bytes;
  readonly head: { readonly jws: string; readonly head: Head };
  /** All current versions, of every compartment, by resource id. */
  readonly current: ReadonlyMap<string, CurrentVersion>;
  /** The current versions of the compartments that this member opens. */
  readonly opened: ReadonlyMap<string, OpenedVersion>;
};

/** Resources whose current version differs between two states. */
export function changedBetween(before: ScopeState, after: ScopeState): Set<string> {
  const changed = new Set<string>();
  for (const [resource, { version }] of after.current) {
    if (before.current.get(resource)?.version !== version) changed.add(resource);
  }
  return changed;
}
