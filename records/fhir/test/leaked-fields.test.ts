import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  buildCoverage,
  buildPatient,
  buildRelatedPerson,
  buildTreatingDoctor,
  checkResource,
  compartmentOf,
  readCoverage,
  readPatient,
  readRelatedPerson,
  readTreatingDoctor,
  writeResource,
  type CoverageFacts,
  type JsonObject,
  type PatientTraits,
  type RawResource,
  type RelatedPersonFacts,
  type Resource,
  type TreatingDoctor,
} from '../src/index.ts';

const patient = 'Patient/p';
const subject = { reference: patient };
const coded = (system: string, code: string, text: string): JsonObject => ({ coding: [{ system, code }], text });
const loinc = (code: string, text: string): JsonObject => coded('http://loinc.org', code, text);
const privacy = coded('http://terminology.hl7.org/CodeSystem/consentscope', 'patient-privacy', 'Vie privée');
const admin = coded('http://terminology.hl7.org/CodeSystem/flag-category', 'admin', 'Administratif');

const traits: PatientTraits = {
  ...readPatient({}),
  birthFamilyName: 'Lefèvre',
  birthGivenNames: ['Élodie', 'Marie', 'Jeanne'],
  usedFamilyName: 'Martin',
  usedGivenName: 'Élo',
  title: 'Mme',
  sex: 'female',
  birthDate: '1979-03-28',
  birthPlace: { insee: '51215', name: 'Domprémy' },
  ins: { matricule: '279035121518989', nature: 'demo' },
  billingNir: '277076322082910',
  localId: { system: 'urn:oid:1.2.250.1.999', value: 'IPP-4711' },
  reliability: { status: 'QUAL', flags: ['HOMA'], document: 'CN', documentDate: '2026-01-05', insiDate: '2026-01-04' },
  phones: [
    { number: '01 42 68 53 00', use: 'home' },
    { number: '06 12 34 56 78', use: 'mobile' },
    { number: '02 97 00 00 00', use: 'work' },
  ],
  emails: ['elodie@example.fr'],
  addresses: [{ lines: ['12 rue du Port'], postalCode: '56100', city: 'Lorient', country: 'FRA', use: 'home' }],
  deceased: true,
  deathDate: '2026-10-02',
  deathPlace: 'Hôpital de Lorient',
  birthRank: 2,
};
const amo: CoverageFacts = {
  kind: 'amo',
  insurer: 'CPAM du Morbihan',
  memberNumber: '277076322082910',
  start: '2020-01-01',
  end: '2026-12-31',
  details: {
    regime: '01',
    fund: '561',
    centre: '0001',
    situation: '0101',
    managementCode: '10',
    exemption: '4',
    beneficiaryRank: '1',
    beneficiaryQuality: '0',
    note: 'ALD à renouveler',
  },
  cardRead: '2026-01-04',
  cardValidUntil: '2028-01-04',
  subscriber: 'RelatedPerson/r',
  active: true,
};
const mutuelle: CoverageFacts = {
  ...amo,
  kind: 'amc',
  insurer: 'Mutuelle d’avant',
  details: { contract: 'DT 5' },
  end: '2023-12-31',
  cardRead: null,
  cardValidUntil: null,
  subscriber: null,
  active: false,
};
const insured: RelatedPersonFacts = {
  relations: ['SUBSCR', 'SPS'],
  familyName: 'Martin',
  givenName: 'Paul',
  birthDate: '1977-07-01',
  phone: '0698765432',
  nir: '277076322082910',
};
const doctor: TreatingDoctor = { reference: 'Practitioner/d', name: 'Dr Le Guen', declared: '2019-05-02', until: null };

const built: Resource[] = [
  {
    ...buildPatient('p', traits, {
      photo: [{ contentType: 'image/jpeg', data: 'AAAA', title: 'Portrait' }],
      maritalStatus: { text: 'Mariée' },
    }),
  },
  buildCoverage('c1', patient, amo),
  buildCoverage('c2', patient, mutuelle),
  buildRelatedPerson('r', patient, insured),
  buildRelatedPerson('g', patient, { ...insured, relations: ['GUARD'], familyName: 'Tuteur', nir: null }),
  buildTreatingDoctor('t', patient, doctor),
];
const others: Resource[] = [
  { resourceType: 'Practitioner', id: 'd', name: [{ text: 'Dr Le Guen' }], address: [{ city: 'Lanester' }] },
  {
    resourceType: 'Appointment',
    id: 'a',
    status: 'booked',
    start: '2026-12-01T09:00:00+01:00',
    description: 'Renouvellement',
    participant: [{ actor: subject, status: 'accepted' }],
  },
  { resourceType: 'Flag', id: 'f', status: 'active', category: [admin], code: { text: 'Majeure protégée' }, subject },
  {
    resourceType: 'Consent',
    id: 'sms',
    status: 'active',
    scope: privacy,
    category: [{ text: 'SMS' }],
    patient: subject,
    provision: { type: 'permit' },
  },
  {
    resourceType: 'Observation',
    id: 'bg',
    status: 'final',
    code: loinc('882-1', 'Groupe sanguin'),
    subject,
    valueString: 'A+',
  },
  {
    resourceType: 'Observation',
    id: 'job',
    status: 'final',
    code: loinc('11341-5', 'Profession'),
    subject,
    valueString: 'Infirmière',
  },
  {
    resourceType: 'Observation',
    id: 'note',
    status: 'final',
    code: loinc('8653-8', 'Commentaire'),
    subject,
    note: [{ text: 'Enceinte, 12 SA' }],
  },
  {
    resourceType: 'DiagnosticReport',
    id: 'lab',
    status: 'final',
    code: loinc('11502-2', 'Compte rendu'),
    subject,
    effectiveDateTime: '2020-10-01',
    performer: [{ display: 'Préleveuse K.' }],
    conclusion: 'Sérologie VIH positive',
  },
  {
    resourceType: 'MedicationRequest',
    id: 'mr',
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: { text: 'LÉVOTHYROX 50' },
    subject,
    requester: { reference: 'Practitioner/d' },
  },
  {
    resourceType: 'Condition',
    id: 'ald',
    subject,
    code: coded('http://hl7.org/fhir/sid/icd-10', 'E10', 'Diabète'),
    category: [{ text: 'ALD' }],
  },
  { resourceType: 'AllergyIntolerance', id: 'al', patient: subject, code: { text: 'Pénicilline' } },
  {
    resourceType: 'FamilyMemberHistory',
    id: 'fm',
    status: 'completed',
    patient: subject,
    relationship: { text: 'Mère' },
  },
  { resourceType: 'Procedure', id: 'op', status: 'completed', subject, code: { text: 'Appendicectomie' } },
  {
    resourceType: 'Immunization',
    id: 'im',
    status: 'completed',
    vaccineCode: { text: 'DTP' },
    patient: subject,
    occurrenceDateTime: '2015',
  },
  {
    resourceType: 'Encounter',
    id: 'en',
    status: 'finished',
    class: { code: 'AMB' },
    subject,
    reasonCode: [{ text: 'Fatigue' }],
  },
  {
    resourceType: 'Composition',
    id: 'no',
    status: 'final',
    type: loinc('11488-4', 'Consultation'),
    subject,
    date: '2020',
    author: [{ display: 'Dr Le Guen' }],
    title: 'Note',
    section: [
      {
        title: 'Examen',
        text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">TA 12/8</div>' },
      },
    ],
  },
  {
    resourceType: 'DocumentReference',
    id: 'dc',
    status: 'current',
    subject,
    content: [{ attachment: { title: 'Certificat de décès' } }],
  },
];
const file: RawResource[] = [...built, ...others].map(writeResource);

/** The rows of README.md, "What the stolen files held", each in its resource type. */
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('a patient with every field of the stolen files', () => {
  test.each<[string, string, string]>([
    ['identity', 'Patient', 'Lefèvre'],
    ['identity', 'Patient', 'Élodie Marie Jeanne'],
    ['identity', 'Patient', 'Martin'],
    ['identity', 'Patient', 'Mme'],
    ['identity', 'Patient', '1979-03-28'],
    ['identity', 'Patient', '51215'],
    ['identity', 'Patient', '279035121518989'],
    ['identity', 'Patient', '277076322082910'],
    ['identity', 'Patient', 'IPP-4711'],
    ['identity', 'Patient', 'QUAL'],
    ['identity', 'Patient', '06 12 34 56 78'],
    ['identity', 'Patient', 'elodie@example.fr'],
    ['identity', 'Patient', '12 rue du Port'],
    ['identity', 'Patient', '2026-10-02'],
    ['identity', 'Patient', 'Hôpital de Lorient'],
    ['identity', 'Patient', 'Portrait'],
    ['identity', 'Patient', 'Mariée'],
    ['identity', 'Patient', '"multipleBirthInteger":2'],
    ['identity', 'Coverage', 'CPAM du Morbihan'],
    ['identity', 'Coverage', '561'],
    ['identity', 'Coverage', '0001'],
    ['identity', 'Coverage', '2028-01-04'],
    ['identity', 'Coverage', 'Mutuelle d’avant'],
    ['identity', 'Coverage', 'DT 5'],
    ['identity', 'Coverage', '2023-12-31'],
    ['identity', 'Coverage', 'ALD à renouveler'],
    ['identity', 'Coverage', 'Exonération'],
    ['identity', 'RelatedPerson', 'Paul'],
    ['identity', 'RelatedPerson', 'Tuteur'],
    ['identity', 'CareTeam', '2019-05-02'],
    ['identity', 'Practitioner', 'Lanester'],
    ['identity', 'Appointment', 'Renouvellement'],
    ['identity', 'Flag', 'Majeure protégée'],
    ['identity', 'Consent', 'SMS'],
    ['clinical', 'Observation', 'A+'],
    ['clinical', 'Observation', 'Infirmière'],
    ['clinical', 'Observation', 'Enceinte'],
    ['clinical', 'DiagnosticReport', 'Préleveuse K.'],
    ['clinical', 'DiagnosticReport', '2020-10-01'],
    ['clinical', 'MedicationRequest', 'LÉVOTHYROX'],
    ['clinical', 'Condition', 'ALD'],
    ['clinical', 'AllergyIntolerance', 'Pénicilline'],
    ['clinical', 'FamilyMemberHistory', 'Mère'],
    ['clinical', 'Procedure', 'Appendicectomie'],
    ['clinical', 'Immunization', 'DTP'],
    ['clinical', 'Encounter', 'Fatigue'],
    ['clinical', 'Composition', 'TA 12/8'],
    ['clinical', 'DocumentReference', 'Certificat de décès'],
  ])('%s: %s contains %s', (compartment, type, value) => {
    const holders = file.filter(({ resource, text }) => resource.resourceType === type && text.includes(value));
    expect(holders.map(({ resource }) => compartmentOf(resource))).toEqual(holders.map(() => compartment));
    expect(holders.length).toBeGreaterThan(0);
    expect(readme).toContain(`\`${type}`);
  });

  test('has no fault', () => {
    expect(file.flatMap(({ resource }) => checkResource(resource))).toEqual([]);
  });

  test('is read back as built', () => {
    const [person, first, second, relative, , team] = built;
    expect(readPatient(person ?? {})).toEqual(traits);
    expect(readCoverage(first ?? {})).toEqual(amo);
    expect(readCoverage(second ?? {})).toEqual(mutuelle);
    expect(readRelatedPerson(relative ?? {})).toEqual(insured);
    expect(readTreatingDoctor(team ?? {})).toEqual(doctor);
  });

  test('has no clinical content in the compartment identity', () => {
    const seen = file
      .filter(({ resource }) => compartmentOf(resource) === 'identity')
      .map(({ text }) => text)
      .join('\n');
    expect(seen).not.toMatch(/VIH|Diabète|Pénicilline|LÉVOTHYROX|Enceinte|Fatigue|TA 12|décès|Infirmière/);
  });

  test('a care team without a treating doctor is not read as one', () => {
    expect(readTreatingDoctor({ participant: [{ member: { display: 'Oncologie' } }] })).toBeNull();
    expect(readTreatingDoctor({})).toBeNull();
  });
});
