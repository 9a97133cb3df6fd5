import type { EntryFacts, ResourceRow } from '@etanche/records-fhir';

/**
 * A resource that was written: its versions before and after. `before` is null for a new one. `unsent` names it on this
 * device if the server does not have it yet.
 */
export type Written = {
  readonly id: string;
  readonly before: number | null;
  readonly after: number;
  readonly unsent?: string;
};

/** One version of a resource, newest first in a list. */
export type VersionView = {
  readonly version: number;
  /** Name of the member who wrote it; null if they are no longer listed. */
  readonly author: string | null;
  /** In ms since 1970. */
  readonly at: number;
  /** Every element; empty for a deletion. */
  readonly rows: readonly ResourceRow[];
  /** Paths that differ from the version before. */
  readonly changed: readonly string[];
  readonly isDeleted: boolean;
  /** No pack yields its content. */
  readonly isUnreadable: boolean;
};

export type EntryCalls = {
  /** Adds an entry to the structured history. The first allergy ends a statement that there are none. */
  entryAdd(input: { readonly scope: string; readonly facts: EntryFacts }): readonly Written[];
  entryEdit(input: { readonly scope: string; readonly id: string; readonly facts: EntryFacts }): readonly Written[];
  /** Writes that the patient has no known allergy. */
  entryNoAllergy(input: { readonly scope: string }): readonly Written[];
  /** Marks a resource as entered in error. It stays in the file and is no longer shown as a fact. */
  recordInError(input: { readonly scope: string; readonly id: string }): readonly Written[];
  /** Writes the versions before again, unless somebody has changed them since. */
  recordUndo(input: { readonly scope: string; readonly written: readonly Written[] }): null;
  /**
   * Destroys the content of a resource that was filed under the wrong patient. For seven days a doctor can restore it.
   */
  recordDestroy(input: { readonly scope: string; readonly id: string }): null;
  /** Record ids of destroyed resources. */
  recordsDestroyed(input: { readonly scope: string }): readonly string[];
  recordRestore(input: { readonly scope: string; readonly id: string }): null;
  recordVersions(input: { readonly scope: string; readonly id: string }): readonly VersionView[];
};
