import type { CurrentLeaf, ListedPack } from '@etanche/core-records-protocol';
import type { Bytes } from '@etanche/core-wire';
import type { Head, OpenedVersion, ScopePurpose, SealedPack } from '@etanche/core-sealing';

/**
 * A verified pack, without its content. `sealedBytes` is the length of the content that was read, null if there was
 * none.
 */
export type KnownPack = ListedPack &
  SealedPack & { readonly list: Bytes; readonly content: null; readonly sealedBytes: number | null };

/** The last verified state of a scope. Everything in it was verified. It is never changed, only replaced. */
export type ScopeState = {
  readonly purpose: ScopePurpose;
  readonly scope: string;
  /** Only for a scope that an importer made: the element in its head. */
  readonly element: string | undefined;
  readonly erasure: Bytes;
  readonly head: { readonly jws: string; readonly head: Head };
  /** All current versions, of every compartment, by resource id. */
  readonly current: ReadonlyMap<string, CurrentLeaf<KnownPack>>;
  /** The current versions of the compartments that this member opens. */
  readonly opened: ReadonlyMap<string, OpenedVersion>;
  /** The packs that have or introduced versions of `current`, in ascending order of sequence and number. */
  readonly packs: readonly KnownPack[];
};

/** Resources whose current version differs between two states. */
export function changedBetween(before: ScopeState, after: ScopeState): Set<string> {
  const changed = new Set<string>();
  for (const [resource, { version, mark }] of after.current) {
    const known = before.current.get(resource);
    if (known?.version !== version || known.mark !== mark) changed.add(resource);
  }
  return changed;
}
