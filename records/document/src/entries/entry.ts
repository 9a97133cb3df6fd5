/** One thing of a section as printed. */
export interface Entry {
  /** FHIR date or dateTime, null where none is known. */
  readonly date: string | null;
  readonly title: string;
  /** After the title, in grey: a status, who did it. */
  readonly aside: readonly string[];
  /** Paragraphs below. */
  readonly lines: readonly string[];
}

/** The display name of a reference (`Practitioner/…`), null where nobody knows it. */
export type NameOf = (reference: string | null) => string | null;
