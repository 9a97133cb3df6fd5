import { utf8 } from '@etanche/core-wire';
import { buildPatient, readPatient, type PatientTraits, type Resource } from '@etanche/records-fhir';
import { cdaOids, typeOfDocument, type CdaDraft, type CdaProfessional } from '../../src/index.ts';

const practice = {
  id: { root: cdaOids.structure, extension: '1750803447' },
  name: 'Cabinet du Port & Associés',
  phone: '02 97 00 00 00',
  address: { lines: ['3 quai des Indes'], postalCode: '56100', city: 'Lorient', country: null },
  setting: { code: 'AMBULATOIRE', system: cdaOids.practiceSetting, name: 'Ambulatoire' },
};

export const doctor: CdaProfessional = {
  id: { root: cdaOids.person, extension: '801234567897' },
  profession: {
    code: 'G15_10/SM26',
    system: cdaOids.profession,
    name: 'Médecin - Qualifié en Médecine Générale (SM)',
  },
  family: 'ARNAUD',
  given: 'Hélène',
  title: 'DR',
  phone: '02 97 00 00 00',
  address: practice.address,
  organization: practice,
};

/** A fictitious patient whose number is one of the ANS's tests. */
export function samplePatient(changes: Partial<PatientTraits> = {}): Resource<'Patient'> {
  const traits: PatientTraits = {
    ...readPatient({}),
    birthFamilyName: 'PAT-TROIS',
    birthGivenNames: ['DOMINIQUE', 'MARIE-LOUISE'],
    usedFamilyName: 'O’CONNOR',
    usedGivenName: 'DOMINIQUE',
    sex: 'female',
    birthDate: '1979-03-28',
    birthPlace: { insee: '51215', name: 'DOMPREMY' },
    ins: { matricule: '279035121518989', nature: 'test' },
    localId: { system: 'urn:oid:1.2.3.4.567', value: '4711' },
    reliability: { status: 'QUAL', flags: [], document: 'PA', documentDate: '2026-01-02', insiDate: '2026-01-02' },
    phones: [{ number: '06 47 15 10 10', use: 'mobile' }],
    emails: ['d.pat@example.org'],
    addresses: [
      {
        lines: ['28 avenue de Breteuil', 'Escalier A'],
        postalCode: '75007',
        city: 'PARIS',
        country: 'FRANCE',
        use: 'home',
      },
    ],
    ...changes,
  };
  return buildPatient('p1', traits) as Resource<'Patient'>;
}

export function sampleDraft(changes: Partial<CdaDraft> = {}): CdaDraft {
  const type = typeOfDocument('96349-6');
  if (type === null) throw new Error('the value set has no letters');
  return {
    id: { root: '1.2.3.4.567.10', extension: '1.1' },
    setId: { root: '1.2.3.4.567.10', extension: '1' },
    version: 1,
    replaces: null,
    type,
    title: 'Lettre au Dr Le Goff <cardiologie>',
    time: '2026-11-22T10:00:00+01:00',
    confidentiality: 'N',
    patient: samplePatient(),
    author: { time: '2026-11-22T09:55:00+01:00', professional: doctor },
    custodian: practice,
    authenticator: { time: '2026-11-22T09:56:00+01:00', professional: doctor },
    recipients: [
      { ...doctor, id: { root: cdaOids.person, extension: '810002422979' }, family: 'LE GOFF', given: 'Yann' },
    ],
    event: { code: null, start: '2026-11-22T09:30:00+01:00', end: null },
    facility: { code: 'SA08', system: cdaOids.facilityType, name: 'Cabinet de groupe' },
    ...changes,
  };
}

/** Not a page that a reader shows: only the statement of its metadata counts here. */
export const samplePdf = utf8('%PDF-1.4\n<rdf:Description><pdfaid:part>1</pdfaid:part></rdf:Description>\n%%EOF\n');

/** UUIDs that count. */
export function countedIds(): () => string {
  let count = 0;
  return () => `00000000-0000-4000-8000-${String((count += 1)).padStart(12, '0')}`;
}
