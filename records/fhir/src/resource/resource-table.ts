import type { ResourceType } from './resource-types.ts';

/** The compartment of a resource: doctors and secretaries read `identity`, only doctors read `clinical`. */
export type Compartment = 'identity' | 'clinical';

interface ResourceRule {
  readonly compartment: Compartment;
  /** Required fields. `x[]` stands for a choice: any field with the name `x` and a type (`medicationReference`). */
  readonly required: readonly string[];
  /** The field with the patient, if the type has one. */
  readonly patient?: string;
}

/**
 * The resource types of a patient's file. Required fields are those of cardinality 1 in FHIR R4; README.md gives the
 * reason for each compartment.
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

/** The rule of all other resource types of R4. */
const otherResource: ResourceRule = { compartment: 'clinical', required: [] };

export function ruleOf(resourceType: string): ResourceRule {
  const table: Readonly<Record<string, ResourceRule>> = resourceTable;
  return Object.hasOwn(table, resourceType) ? (table[resourceType] ?? otherResource) : otherResource;
}
