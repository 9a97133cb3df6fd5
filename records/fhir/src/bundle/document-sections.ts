import { objects } from '../json/json.ts';
import { codesOf } from '../french/coding.ts';
import type { Resource } from '../resource/resource.ts';

type SectionKey =
  | 'contacts'
  | 'coverage'
  | 'flags'
  | 'allergies'
  | 'treatments'
  | 'problems'
  | 'family'
  | 'procedures'
  | 'immunizations'
  | 'vitals'
  | 'results'
  | 'encounters'
  | 'documents'
  | 'appointments'
  | 'other';

interface DocumentSection {
  readonly key: SectionKey;
  /** In French, for the reader of the file. */
  readonly title: string;
  /** LOINC code and display. */
  readonly code: { readonly code: string; readonly display: string };
}

/** The sections of a patient's file, in the order in which a doctor reads them. */
export const documentSections: readonly DocumentSection[] = [
  { key: 'flags', title: 'Alertes', code: { code: '75310-3', display: 'Health concerns Document' } },
  {
    key: 'allergies',
    title: 'Allergies',
    code: { code: '48765-2', display: 'Allergies and adverse reactions Document' },
  },
  {
    key: 'treatments',
    title: 'Traitements',
    code: { code: '10160-0', display: 'History of Medication use Narrative' },
  },
  { key: 'problems', title: 'Antécédents et problèmes', code: { code: '11450-4', display: 'Problem list - Reported' } },
  {
    key: 'family',
    title: 'Antécédents familiaux',
    code: { code: '10157-6', display: 'History of family member diseases Narrative' },
  },
  {
    key: 'procedures',
    title: 'Actes et interventions',
    code: { code: '47519-4', display: 'History of Procedures Document' },
  },
  {
    key: 'immunizations',
    title: 'Vaccinations',
    code: { code: '11369-6', display: 'History of Immunization Narrative' },
  },
  { key: 'encounters', title: 'Consultations', code: { code: '46240-8', display: 'History of encounters' } },
  { key: 'vitals', title: 'Constantes', code: { code: '8716-3', display: 'Vital signs' } },
  {
    key: 'results',
    title: 'Résultats',
    code: { code: '30954-2', display: 'Relevant diagnostic tests/laboratory data Narrative' },
  },
  { key: 'documents', title: 'Documents', code: { code: '55107-7', display: 'Addendum Document' } },
  { key: 'appointments', title: 'Rendez-vous', code: { code: '56446-8', display: 'Appointment summary Document' } },
  {
    key: 'contacts',
    title: 'Entourage et correspondants',
    code: { code: '85847-2', display: 'Patient Care team information' },
  },
  { key: 'coverage', title: 'Couverture sociale', code: { code: '48768-6', display: 'Payment sources Document' } },
  { key: 'other', title: 'Autres éléments', code: { code: '51899-3', display: 'Details Document' } },
];

const sections: Readonly<Record<string, SectionKey>> = {
  RelatedPerson: 'contacts',
  Practitioner: 'contacts',
  PractitionerRole: 'contacts',
  Organization: 'contacts',
  CareTeam: 'contacts',
  Coverage: 'coverage',
  Flag: 'flags',
  AllergyIntolerance: 'allergies',
  MedicationRequest: 'treatments',
  MedicationStatement: 'treatments',
  Condition: 'problems',
  FamilyMemberHistory: 'family',
  Procedure: 'procedures',
  Immunization: 'immunizations',
  Encounter: 'encounters',
  Composition: 'documents',
  DiagnosticReport: 'results',
  Observation: 'results',
  DocumentReference: 'documents',
  Appointment: 'appointments',
};

/** The section in which a resource is shown. Every resource except the Patient has one. */
export function sectionOf(resource: Resource): SectionKey {
  const { resourceType } = resource;
  if (resourceType === 'Observation' && hasCategory(resource, 'vital-signs')) return 'vitals';
  // The note of an encounter is shown with the encounter.
  if (resourceType === 'Composition' && Object.hasOwn(resource, 'encounter')) return 'encounters';
  return Object.hasOwn(sections, resourceType) ? (sections[resourceType] ?? 'other') : 'other';
}

function hasCategory(resource: Resource, code: string): boolean {
  return objects(resource['category']).some((category) => codesOf(category).some((coding) => coding.code === code));
}
