/** The thesaurus of interactions in the settings, as a screen shows it. */
export type ThesaurusView = {
  readonly name: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly source: string;
  /** Number of interactions; null if parts are missing or do not belong together, and nothing is checked. */
  readonly count: number | null;
  /** Who loaded it, and when, in ms since 1970. */
  readonly authorName: string | null;
  readonly time: number;
};

/** Each costs no unit, and changes the thesaurus in one transaction. */
export type ThesaurusCalls = {
  /**
   * Replaces the thesaurus by a file in the format of records/medicines. A fault in it is `invalid_resource` with its
   * place in the file: `thesaurus_invalid`, or a text that the settings reject.
   */
  thesaurusLoad(input: { readonly text: string }): null;
  thesaurusRemove(input: Readonly<Record<string, never>>): null;
  /** Takes back the last change of this session. */
  thesaurusUndo(input: Readonly<Record<string, never>>): null;
};
