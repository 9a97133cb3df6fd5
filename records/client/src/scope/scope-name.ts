import type { ScopePurpose } from '@etanche/core-sealing';

/** Purpose and id of a scope, without the element that its head names. */
export type ScopeId = { readonly purpose: ScopePurpose; readonly scope: string };

/**
 * A scope with the element that the vaults evaluate (base64url, as its head names it) if an importer made the scope,
 * undefined if a member made it. The field is required, because a name that omits it derives another key, and no member
 * could open versions sealed under that key.
 */
export type ScopeName = ScopeId & { readonly element: string | undefined };
