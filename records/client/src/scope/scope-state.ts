import type { Bytes } from '@etanche/core-wire';
import type { CurrentVersion, Head, OpenedVersion, ScopePurpose } from '@etanche/core-sealing';

/** A scope as it was verified last: nothing in it came from the server unproved. Never changed, always replaced. */
export type ScopeState = {
  readonly purpose: ScopePurpose;
  readonly scope: string;
  /** Of a scope that an importer made, as its head names it. */
  readonly element: string | undefined;
  readonly erasure: Bytes;
  readonly head: { readonly jws: string; readonly head: Head };
  /** All current versions, of every compartment, by resource id. */
  readonly current: ReadonlyMap<string, CurrentVersion>;
  /** Those of the compartments that this member opens. */
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
