import type { IssueCode } from '@etanche/records-fhir';

/**
 * - the codes of `checkResource` of records/fhir;
 * - `structure`: differs from R4's definition of the type (an unknown field, a missing one, another JSON type);
 * - `invariant`: a rule of R4 is broken; `rule` is its key (`dom-3`).
 */
type ValidationCode = IssueCode | 'structure' | 'invariant';

/** `path` is FHIRPath from the resource. Neither it nor `rule` contains a value of the resource. */
export interface ValidationIssue {
  readonly path: string;
  readonly code: ValidationCode;
  readonly rule: string | null;
}
