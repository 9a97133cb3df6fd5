/** The common elements of a new entry. */
export interface EntryContext {
  /** Reference to the patient, such as `Patient/1`. */
  readonly patient: string;
  readonly author: string;
  /** FHIR instant. */
  readonly recorded: string;
}
