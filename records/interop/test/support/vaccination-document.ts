import { utf8 } from '@etanche/core-wire';

const target = `<recordTarget><patientRole><id root="1.2.250.1.213.1.4.10" extension="279035121518989"/>
<patient><name><family qualifier="BR">PAT-TROIS</family><given qualifier="BR">DOMINIQUE</given></name>
<administrativeGenderCode code="F"/><birthTime value="19790328"/></patient></patientRole></recordTarget>`;
const immunizations =
  '<templateId root="1.3.6.1.4.1.19376.1.5.3.1.3.23"/><code code="11369-6" codeSystem="2.16.840.1.113883.6.1"/>';

/** A document of another program with these entries in one section. @param head templates and code of the section */
export function vaccinationDocument(
  entries: string,
  { head = immunizations, narrative = '', targets = target } = {},
): Uint8Array {
  return utf8(`<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<id root="1.2.3.9" extension="88.1"/><code code="11369-6" codeSystem="2.16.840.1.113883.6.1"/>
<title>Carnet</title><effectiveTime value="20261112171000+0100"/>${targets}
<component><structuredBody><component><section>${head}<title>Vaccinations</title><text>${narrative}</text>
${entries}</section></component></structuredBody></component></ClinicalDocument>`);
}

export const repevax =
  '<code code="67619892" codeSystem="1.2.250.1.213.2.3.1" displayName="REPEVAX, suspension"/><name>REPEVAX</name>';

/** An entry of a vaccination that was given on 2 May 2019. */
export function vaccination({
  attributes = 'moodCode="EVN"',
  before = '',
  time = '<effectiveTime value="20190502"/>',
  material = repevax,
  product = '',
  after = '',
} = {}): string {
  return `<entry><substanceAdministration classCode="SBADM" ${attributes}>${before}${time}
<consumable><manufacturedProduct><manufacturedMaterial>${material}</manufacturedMaterial>${product}</manufacturedProduct></consumable>
${after}</substanceAdministration></entry>`;
}
