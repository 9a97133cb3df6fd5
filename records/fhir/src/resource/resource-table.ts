import type { ResourceType } from './resource-types.ts';

/** Who may read: `identity` is the reception's (and everybody else's), `clinical` that of those who care. */
export type Compartment = 'identity' | 'clinical';

export interface ResourceRule {
  readonly compartment: Compartment;
  /** Fields that must be there. `x[]` stands for a choice: any field that is `x` and a type (`medicationReference`). */
  readonly required: readonly string[];
  /** The field that says whose it is, where it is one's. */
  readonly patient?: string;
}

/**
 * The one table of what a patient's file holds. Required are the fields of cardinality 1 in FHIR R4; README.md argues
 * each compartment.
 */
export const resourceTable = {
  Patient: { compartment: 'identity', required: [] },
  RelatedPerson: { compartment: 'identity', required: ['patient'], patient: 'patient' },
  Practitioner: { compartment: 'identity', required: [] },
  PractitionerRole: { compartment: 'identity', required: [] },
  Organization: { compartment: 'identity', required: [] },
  Location: { compartment: 'identity', required: [] },
  Coverage: { compartment: 'identity', required: ['status', 'beneficiary', 'payor'], patient: 'beneficiary' },
  Appointment: { compartment: 'identity', required: ['status', 'participant'] },
  CareTeam: { compartment: 'identity', required: [], patient: 'subject' },
  Flag: { compartment: 'identity', required: ['status', 'code', 'subject'], patient: 'subject' },
  Consent: { compartment: 'identity', required: ['status', 'scope', 'category'], patient: 'patient' },
  AllergyIntolerance: { compartment: 'clinical', required: ['patient'], patient: 'patient' },
  Condition: { compartment: 'clinical', required: ['subject'], patient: 'subject' },
  Procedure: { compartment: 'clinical', required: ['status', 'subject'], patient: 'subject' },
  FamilyMemberHistory: { compartment: 'clinical', required: ['status', 'patient', 'relationship'], patient: 'patient' },
  Observation: { compartment: 'clinical', required: ['status', 'code'], patient: 'subject' },
  MedicationRequest: {
    compartment: 'clinical',
    required: ['status', 'intent', 'medication[]', 'subject'],
    patient: 'subject',
  },
  MedicationStatement: { compartment: 'clinical', required: ['status', 'medication[]', 'subject'], patient: 'subject' },
  Immunization: {
    compartment: 'clinical',
    required: ['status', 'vaccineCode', 'patient', 'occurrence[]'],
    patient: 'patient',
  },
  Encounter: { compartment: 'clinical', required: ['status', 'class'], patient: 'subject' },
  DiagnosticReport: { compartment: 'clinical', required: ['status', 'code'], patient: 'subject' },
  DocumentReference: { compartment: 'clinical', required: ['status', 'content'], patient: 'subject' },
  Binary: { compartment: 'clinical', required: ['contentType'] },
  Composition: {
    compartment: 'clinical',
    required: ['status', 'type', 'date', 'author', 'title'],
    patient: 'subject',
  },
} as const satisfies Readonly<Partial<Record<ResourceType, ResourceRule>>>;

/** Any other resource of R4. */
export const otherResource: ResourceRule = { compartment: 'clinical', required: [] };

export function ruleOf(resourceType: string): ResourceRule {
  const table: Readonly<Record<string, ResourceRule>> = resourceTable;
  return Object.hasOwn(table, resourceType) ? (table[resourceType] ?? otherResource) : otherResource;
}
