import type { ScopePurpose } from '@etanche/core-sealing';

/** A scope whose head was not read yet. */
export type ScopeId = { readonly purpose: ScopePurpose; readonly scope: string };

/**
 * One scope, and what opens it: the element that the vaults evaluate where an importer made the scope (base64url, as its
 * head names it), undefined where a member did. It is no optional field: a name without it would derive another key, and
 * nobody could open what is written under that.
 */
export type ScopeName = ScopeId & { readonly element: string | undefined };
