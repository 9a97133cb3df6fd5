/** One printed entry of a section. */
export interface Entry {
  /** FHIR date or dateTime; null if unknown. */
  readonly date: string | null;
  readonly title: string;
  /** After the title, in grey: a status, an author. */
  readonly aside: readonly string[];
  /** Paragraphs below the title. */
  readonly lines: readonly string[];
}

/** The display name of a reference (`Practitioner/…`); null if unknown. */
export type NameOf = (reference: string | null) => string | null;
