import { writeLevelOne, writeXdm, cdaOids, typeOfDocument, type CdaDraft } from '@etanche/records-interop';
import type { PatientTraits } from '@etanche/records-fhir';
import { samplePatient } from './gateway-practice.ts';

const organization = {
  id: { root: cdaOids.structure, extension: '1120459876' },
  ...{ name: 'Laboratoire des Halles', phone: null, address: null, setting: null },
};
const doctor = {
  id: { root: cdaOids.person, extension: '801234534765' },
  profession: { code: 'G15_10/SM03', system: cdaOids.profession, name: 'Biologie médicale' },
  ...{ family: 'CAMPARINI', given: 'Marcel', title: 'DR', phone: null, address: null, organization },
};
const archival = new TextEncoder().encode(
  '%PDF-1.4\n<rdf:Description><pdfaid:part>1</pdfaid:part></rdf:Description>\n%%EOF\n',
);

/** A letter of a colleague about this patient, as CDA of level 1. @param number makes it another document */
export function letterCda(
  number: string,
  traits: Partial<PatientTraits> = {},
  version = 1,
  structure = '1120459876',
): Uint8Array<ArrayBuffer> {
  const type = typeOfDocument('96349-6');
  if (type === null) throw new Error('the value set has letters');
  const time = '2026-11-12T10:00:00+01:00';
  const draft: CdaDraft = {
    id: { root: '1.2.3.9', extension: version === 1 ? number : `${number}.${version}` },
    setId: { root: '1.2.3.10', extension: number },
    ...{ version, type, title: 'Lettre', time, confidentiality: 'N' },
    replaces:
      version === 1 ? null : { root: '1.2.3.9', extension: version === 2 ? number : `${number}.${version - 1}` },
    patient: samplePatient(traits) as CdaDraft['patient'],
    author: { time, professional: doctor },
    authenticator: { time, professional: doctor },
    ...{ custodian: { ...organization, id: { root: cdaOids.structure, extension: structure } }, recipients: [] },
    event: { code: null, start: time, end: null },
    facility: { code: 'SA25', system: cdaOids.facilityType, name: 'Laboratoire' },
  };
  return Uint8Array.from(writeLevelOne(draft, archival));
}

export function archiveOf(documents: readonly Uint8Array[], isDeletion = false): Uint8Array<ArrayBuffer> {
  const archive = writeXdm({
    documents: documents.map((bytes) => ({ bytes, masking: isDeletion ? 'patient_only' : 'everyone', isDeletion })),
    ...{ uniqueId: '1.2.3.9.20', sourceId: '1.2.3.9', time: '2026-11-22T10:05:00+01:00' },
    sender: {
      ...{ name: 'Dr Camparini', organization: 'Laboratoire des Halles', addressLines: [], phone: null },
      ...{ software: 'Autre', version: '1', editor: 'Autre' },
    },
  });
  return Uint8Array.from(archive);
}

/** A file of HPRIM Médecin. @param number social security number */
export function hprim(
  patient: readonly [family: string, given: string, birthDate: string],
  value: string,
  number = '',
): Uint8Array<ArrayBuffer> {
  const [family, given, birthDate] = patient;
  const header = ['P1', family, given, '', '', '29200 BREST', birthDate, number, 'D1', '12/11/2026', 'LABEX', 'CABEX'];
  const lines = ['Compte rendu', '****LAB****', `RES|POTASSIUM|K|N|${value}|mmol/L|3,5|4,5||F`, '****FIN****'];
  return new TextEncoder().encode([...header, ...lines].join('\r\n'));
}

/**
 * Results of HL7 v2 of one request, of a sample of 12 November.
 *
 * @param lines OBX-3, OBX-5 and OBX-11 of each
 */
export function hl7Results(
  number: string,
  sentAt: string,
  lines: readonly (readonly [analysis: string, value: string, state: string])[],
  sender = 'LABEX',
): Uint8Array<ArrayBuffer> {
  const segments = [
    `MSH|^~\\&|${sender}|EXEMPLE|CAB|Y|${sentAt}||ORU^R01|${number}-${sentAt}|P|2.5`,
    'PID|1||279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS||PAT-TROIS^DOMINIQUE^^^^^L||19790328|F',
    `OBR|1|P1|${number}|BIO^Biochimie|||20261112080000+0100`,
    ...lines.map(([name, value, state], i) => `OBX|${i + 1}|NM|${name}^${name}^L||${value}|mmol/L|3.5-4.5||||${state}`),
  ];
  return new TextEncoder().encode(segments.join('\r'));
}

/** A document of HL7 v2 (MDM). @param event T02, T10 or T11 */
export function hl7Document(event: string, id: string, replaces: string, sentAt: string): Uint8Array<ArrayBuffer> {
  const segments = [
    `MSH|^~\\&|HOPITAL|EXEMPLE|CAB|Y|${sentAt}||MDM^${event}|${id}-${event}|P|2.5`,
    'PID|1||279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS||PAT-TROIS^DOMINIQUE^^^^^L||19790328|F',
    `TXA|1|CR^Compte rendu|TX|${sentAt}||||||||${id}|${replaces}`,
    'OBX|1|ED|MASQUE_PS^^MetaDMPMSS||Y',
    `OBX|2|ED|CR^Compte rendu^L||^TEXT^PDF^Base64^JVBERi0xLjcK${event === 'T11' ? '' : 'JVBE'}||||||F`,
  ];
  return new TextEncoder().encode(segments.join('\r'));
}

/** Elements of the identity in the two generations of FR Core. */
const cores = {
  present: {
    reliability: 'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability',
    part: 'identityStatus',
    coding: { system: 'https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-identity-status', code: 'QUAL' },
  },
  former: {
    reliability: 'http://interopsante.org/fhir/StructureDefinition/FrPatientIdentReliability',
    part: 'identityReliability',
    coding: { system: 'http://interopsante.org/fhir/CodeSystem/fr-v2-0445', code: 'VALI' },
  },
} as const;

/** A laboratory's FHIR document about the sample patient. @param change.subject of the second result */
export function fhirResults(
  generation: keyof typeof cores,
  { glucose, subject = 'Patient/pat' }: { readonly glucose: string; readonly subject?: string },
): string {
  const { reliability, part, coding } = cores[generation];
  const own = { reference: 'Patient/pat' };
  const patient = {
    ...{ resourceType: 'Patient', id: 'pat', gender: 'female', birthDate: '1979-03-28' },
    extension: [{ url: reliability, extension: [{ url: part, valueCoding: coding }] }],
    identifier: [{ use: 'official', system: 'urn:oid:1.2.250.1.213.1.4.10', value: '279035121518989' }],
    name: [{ use: 'official', family: 'PAT-TROIS', given: ['DOMINIQUE', 'MARIE-LOUISE'] }],
  };
  const composition = {
    ...{ resourceType: 'Composition', id: 'comp', status: 'final', date: '2026-11-12', title: 'Bilan sanguin' },
    type: { coding: [{ system: 'http://loinc.org', code: '11502-2' }] },
    ...{ subject: own, author: [{ display: 'Laboratoire des Halles' }] },
    section: [{ title: 'Biochimie', entry: [{ reference: 'DiagnosticReport/rep' }] }],
  };
  const report = {
    ...{ resourceType: 'DiagnosticReport', id: 'rep', status: 'final', code: { text: 'Bilan sanguin' }, subject: own },
    identifier: [{ value: `labo-${glucose}` }],
    result: [{ reference: 'Observation/glu' }, { reference: 'Observation/ecbu' }],
  };
  const ecbu = {
    ...{ resourceType: 'Observation', id: 'ecbu', status: 'final', code: { text: 'ECBU' } },
    ...{ subject: { reference: subject }, valueString: 'Absence de germe' },
  };
  const unit = '"unit":"mmol/L"';
  const sugar =
    '{"resourceType":"Observation","id":"glu","status":"final","subject":{"reference":"Patient/pat"},' +
    `"code":{"text":"Glucose"},"effectiveDateTime":"2026-11-12T07:30:00+01:00","valueQuantity":{"value":${glucose},${unit}},` +
    `"referenceRange":[{"low":{"value":3.90,${unit}},"high":{"value":5.50,${unit}}}]}`;
  const entries = [composition, patient, report, ecbu].map((one) => JSON.stringify(one));
  const resources = [...entries, sugar].map((text) => `{"resource":${text}}`);
  return `{"resourceType":"Bundle","type":"document","identifier":{"value":"urn:uuid:${glucose}"},"entry":[${resources.join(',')}]}`;
}
