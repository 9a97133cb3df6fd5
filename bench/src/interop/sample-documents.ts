import { utf8 } from '@etanche/core-wire';
import { buildPatient, readPatient, type Resource } from '@etanche/records-fhir';
import { cdaOids, typeOfDocument, type CdaDraft, type XdmDraft } from '@etanche/records-interop';

const address = { lines: ['3 quai des Indes'], postalCode: '56100', city: 'Lorient', country: null };
const practice = {
  id: { root: cdaOids.structure, extension: '1750803447' },
  name: 'Cabinet du Port',
  phone: '0297000000',
  address,
  setting: { code: 'AMBULATOIRE', system: cdaOids.practiceSetting, name: 'Ambulatoire' },
};
const doctor = {
  id: { root: cdaOids.person, extension: '801234567897' },
  profession: { code: 'G15_10/SM26', system: cdaOids.profession, name: 'Médecin généraliste' },
  ...{ family: 'ARNAUD', given: 'Hélène', title: 'DR', phone: '0297000000', address, organization: practice },
};

/** The header of a document about one fictitious patient. */
export function draftOf(code: string): CdaDraft {
  const type = typeOfDocument(code);
  if (type === null) throw new Error(`no type ${code}`);
  const patient = buildPatient('p1', {
    ...readPatient({}),
    ...{ birthFamilyName: 'PAT-TROIS', birthGivenNames: ['DOMINIQUE'], birthDate: '1979-03-28', sex: 'female' },
    localId: { system: 'urn:oid:1.2.3.4', value: '4711' },
  }) as Resource<'Patient'>;
  return {
    ...{ id: { root: '1.2.3.4.1', extension: '1.1' }, setId: { root: '1.2.3.4.1', extension: '1' }, version: 1 },
    ...{ replaces: null, type, title: 'Document', time: '2026-11-22T10:00:00+01:00', confidentiality: 'N', patient },
    author: { time: '2026-11-22T10:00:00+01:00', professional: doctor },
    custodian: practice,
    authenticator: { time: '2026-11-22T10:00:00+01:00', professional: doctor },
    recipients: [],
    event: { code: null, start: '2026-11-22T09:30:00+01:00', end: null },
    facility: { code: 'SA07', system: cdaOids.facilityType, name: 'Cabinet individuel' },
  };
}

/** Bytes of the size of a letter that declare PDF/A-1; their content costs nothing to read here. */
export function pdfOf(bytes: number): Uint8Array {
  const head = utf8('%PDF-1.4\n<pdfaid:part>1</pdfaid:part>\n');
  const pdf = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(pdf.subarray(at, Math.min(at + 65_536, bytes)));
  pdf.set(head);
  return pdf;
}

export function archiveOf(documents: readonly Uint8Array[]): XdmDraft {
  return {
    documents: documents.map((bytes) => ({ bytes, masking: 'everyone', isDeletion: false })),
    ...{ uniqueId: '1.2.3.4.9', sourceId: '1.2.3.4', time: '2026-11-22T10:00:00+01:00' },
    sender: {
      ...{ name: 'Dr Arnaud', organization: 'Cabinet du Port', addressLines: [], phone: null },
      ...{ software: 'Étanche', version: '0.1.0', editor: 'Étanche' },
    },
  };
}

/** A laboratory report (IHE XD-LAB) with this number of results. */
export function laboratoryReport(results: number): Uint8Array {
  const line = (index: number): string =>
    `<entryRelationship typeCode="COMP"><observation classCode="OBS" moodCode="EVN"><code code="2951-2" displayName="Sodium ${index}" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/><effectiveTime value="20261112081400+0100"/><value xsi:type="PQ" value="14${index % 10}.50" unit="mmol/L"/><referenceRange><observationRange><value xsi:type="IVL_PQ"><low value="136" unit="mmol/L"/><high value="145" unit="mmol/L"/></value></observationRange></referenceRange></observation></entryRelationship>`;
  const all = Array.from({ length: results }, (_one, index) => line(index)).join('');
  return utf8(
    `<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><id root="1.2"/><recordTarget><patientRole><patient><name><family>DOE</family></name></patient></patientRole></recordTarget><component><structuredBody><component><section><templateId root="1.3.6.1.4.1.19376.1.3.3.2.1"/><title>BIOCHIMIE</title><entry><act>${all}</act></entry></section></component></structuredBody></component></ClinicalDocument>`,
  );
}
