/**
 * - `required`: a field that must be there is not.
 * - `empty`: an empty text, list or object, or a null, where FHIR's JSON has none.
 * - `type`: a field of another JSON type than R4's.
 * - `date`, `uri`, `id`, `base64`: a text that is not of the form of its type.
 * - `value`: a code that is not in the value set that R4 requires.
 * - `resource_type`: not the name of an R4 resource type.
 * - `clinical_content`: something clinical inside what the reception reads.
 * - `ins_status`: a matricule INS on an identity that was not retrieved by INSi, or a retrieved one without it.
 * - `identity_status`: not one of PROV, RECUP, VALI, QUAL.
 * - `identity_flags`: a doubtful or fictitious identity that is more than provisional, or both flags at once.
 */
export type IssueCode =
  | 'required'
  | 'empty'
  | 'type'
  | 'date'
  | 'uri'
  | 'id'
  | 'base64'
  | 'value'
  | 'resource_type'
  | 'clinical_content'
  | 'ins_status'
  | 'identity_status'
  | 'identity_flags';

/** `path` is a FHIRPath from the resource (`Patient.name[0].family`); it holds names of fields, never values. */
export interface Issue {
  readonly path: string;
  readonly code: IssueCode;
}
