import {
  buildEntry,
  buildVaccine,
  emptyEntry,
  type EntryFacts,
  type JsonObject,
  type Resource,
} from '@etanche/records-fhir';

const context = { patient: 'Patient/p1', author: 'Dr Hélène Arnaud', recorded: '2026-11-22T09:40:00+01:00' };
const entry = (facts: Partial<EntryFacts> & Pick<EntryFacts, 'kind' | 'name'>): Resource =>
  buildEntry({ ...emptyEntry, ...facts }, context);
const coded = (resource: Resource, system: string, code: string): Resource => {
  const { code: before } = resource as JsonObject;
  return { ...resource, code: { ...(before as JsonObject), coding: [{ system, code }] } };
};

/** The structured history of a fictitious patient. */
export const sampleFile: readonly Resource[] = [
  coded(
    entry({ kind: 'problem', name: 'Hypertension artérielle', start: '2019-08-11', isLongTerm: true }),
    'http://hl7.org/fhir/sid/icd-10',
    'I10',
  ),
  entry({ kind: 'problem', name: 'Pyélonéphrite aiguë', start: '2018-04', end: '2018-05', isActive: false }),
  entry({ kind: 'surgical', name: 'Appendicectomie', start: '1994', note: 'Sans complication' }),
  coded(
    entry({ kind: 'allergy', name: 'Pénicillines', reaction: 'Urticaire', severity: 'moderate', start: '2003' }),
    'http://snomed.info/sct',
    '373270004',
  ),
  entry({ kind: 'family', name: 'Infarctus du myocarde', relative: 'FTH', age: 52 }),
  {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '72166-2' }], text: 'Tabac' },
    effectiveDateTime: '2026-11-22',
    valueCodeableConcept: { text: 'Ancien fumeur' },
  },
  {
    resourceType: 'MedicationRequest',
    status: 'active',
    intent: 'order',
    subject: { reference: 'Patient/p1' },
    medicationCodeableConcept: {
      coding: [{ system: 'urn:oid:1.2.250.1.213.2.3.1', code: '63564053', display: 'RAMIPRIL 5 mg, comprimé' }],
      text: 'RAMIPRIL 5 mg, comprimé',
    },
    authoredOn: '2026-06-01',
    courseOfTherapyType: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/medicationrequest-course-of-therapy', code: 'continuous' },
      ],
    },
    dosageInstruction: [{ text: '1 comprimé le matin' }],
  },
  buildVaccine(
    {
      ...{ cis: '69675854', name: 'VAXIGRIP', date: '2026-10-20', lot: 'U3J71', expiry: '2027-06', site: 'LA' },
      ...{ route: 'IM', dose: 1, isGivenHere: true, refusal: null, note: 'Bien toléré' },
    },
    context,
  ),
  buildVaccine(
    {
      ...{ cis: null, name: 'Vaccin contre le zona', date: '2026-10-20', lot: null, expiry: null, site: null },
      ...{ route: null, dose: null, isGivenHere: false, refusal: 'Souhaite réfléchir', note: null },
    },
    context,
  ),
];
