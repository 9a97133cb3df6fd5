/** A file of each format with the same results of one fictitious patient. */
export function sampleFiles(
  results: number,
): Readonly<Record<'HPRIM Médecin' | 'HPRIM Santé' | 'HL7 v2' | 'FHIR document', string>> {
  const values = Array.from({ length: results }, (_, i) => `${1 + (i % 9)}.${String(i % 100).padStart(2, '0')}`);
  const medecin = [
    ...['P1', 'ESSAI', 'CAMILLE', '1 rue', '', '29200 BREST', '12/07/1977', '277076322082910', 'D1', '12/11/2026'],
    ...['LABEX     LABORATOIRE', 'CABEX     TÉMOIN', 'Compte rendu', '****LAB****'],
    ...values.flatMap((value, i) => [`RES|ANALYSE ${i}|A${i}|N|${value}|mmol/L|2.00|8.00|N|F`, 'TEX|Contrôlé.']),
    ...['****FIN****', '****FINFICHIER****'],
  ];
  const sante = [
    'H|~^\\&|R0||LABEX~LABORATOIRE||ORU|||CABEX~TÉMOIN||P|H2.1~C|202611120814',
    'P|1|C7|L9||ESSAI~CAMILLE||19770712|F',
    'OBR|1|D1|L1|BIO~Biochimie~L|||202611120700',
    ...values.flatMap((value, i) => [
      `OBX|${i}|NM|A${i}~Analyse ${i}~L||${value}|mmol/L|2.00-8.00|N|||F`,
      `C|${i}|L|Contrôlé.`,
    ]),
    'L|1||1',
  ];
  const hl7 = [
    'MSH|^~\\&|LABEX|EX|DPI|CAB|20261112081400+0100||ORU^R01|M1|P|2.5||||||UNICODE UTF-8',
    'PID|||277076322082910^^^INS&1.2.250.1.213.1.4.8&ISO^INS||ESSAI^CAMILLE^^^^^L||19770712|F',
    'OBR|1|P1|L1|BIO^Biochimie^L|||20261112070000',
    ...values.flatMap((value, i) => [
      `OBX|${i}|NM|A${i}^Analyse ${i}^L||${value}|mmol/L|2.00-8.00|N|||F`,
      `NTE|${i}||Contrôlé.`,
    ]),
  ];
  return {
    'HPRIM Médecin': medecin.join('\r\n'),
    'HPRIM Santé': sante.join('\r\n'),
    'HL7 v2': hl7.join('\r'),
    'FHIR document': fhirDocument(values),
  };
}

function fhirDocument(values: readonly string[]): string {
  const entry = (id: string, rest: string): string => `{"fullUrl":"urn:uuid:${id}","resource":${rest}}`;
  const subject = '"subject":{"reference":"urn:uuid:p"}';
  const references = values.map((_, i) => `{"reference":"urn:uuid:o${i}"}`).join(',');
  const entries = [
    entry(
      'c',
      `{"resourceType":"Composition","id":"c","status":"final",${subject},"section":[{"entry":[${references}]}]}`,
    ),
    entry(
      'p',
      '{"resourceType":"Patient","id":"p","name":[{"use":"official","family":"ESSAI"}],"birthDate":"1977-07-12"}',
    ),
    ...values.map((value, i) =>
      entry(
        `o${i}`,
        `{"resourceType":"Observation","id":"o${i}","status":"final","code":{"text":"Analyse ${i}"},${subject},` +
          `"valueQuantity":{"value":${value},"unit":"mmol/L"},"note":[{"text":"Contrôlé."}]}`,
      ),
    ),
  ];
  return `{"resourceType":"Bundle","type":"document","entry":[${entries.join(',')}]}`;
}
