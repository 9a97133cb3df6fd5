/**
 * - `required`: a required field is missing.
 * - `empty`: an empty text, list or object, or a null, which FHIR's JSON does not allow.
 * - `type`: a field with another JSON type than in R4.
 * - `date`, `uri`, `id`, `base64`: a text that does not have the format of its type.
 * - `value`: a code that is not in the required value set of R4.
 * - `resource_type`: not the name of an R4 resource type.
 * - `clinical_content`: clinical content in a resource that the reception reads.
 * - `ins_status`: an identity with a matricule INS that was not retrieved from INSi, or a retrieved one without it.
 * - `identity_status`: not one of PROV, RECUP, VALI, QUAL.
 * - `identity_flags`: a doubtful or fictitious identity that is not provisional, or one with both flags.
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

/** `path` is a FHIRPath from the resource (`Patient.name[0].family`); it has names of fields, never values. */
export interface Issue {
  readonly path: string;
  readonly code: IssueCode;
}
