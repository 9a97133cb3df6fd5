import type { JsonObject } from '@etanche/records-fhir';
import { xml, type XmlContent, type XmlOutput } from '../../xml/write-xml.ts';
import { cdaOids } from '../cda-oids.ts';
import { templates } from './cda-parts.ts';
import { codedValue, codingOf, completed, interval, reference } from './entry-parts.ts';
import type { NewId } from './section.ts';

/**
 * A standing treatment (FR-Traitement). The dose is the author's text in the table; its elements are not written,
 * because a dose that another program computes from them may say something else.
 */
export function treatmentEntry(
  resource: JsonObject,
  {
    start,
    end,
    name,
    cell,
  }: { readonly start: string | null; readonly end: string | null; readonly name: string; readonly cell: string },
  newId: NewId,
): XmlOutput {
  return xml(
    'entry',
    { typeCode: 'DRIV' },
    xml(
      'substanceAdministration',
      { classCode: 'SBADM', moodCode: 'EVN' },
      ...templates('2.16.840.1.113883.10.20.1.24', '1.3.6.1.4.1.19376.1.5.3.1.4.7'),
      ...templates('1.2.250.1.213.1.1.3.42', '1.3.6.1.4.1.19376.1.5.3.1.4.7.1'),
      xml('id', { root: newId() }),
      xml('code', { code: 'DRUG', displayName: 'Médicament', codeSystem: cdaOids.actCode }),
      reference(cell),
      completed(),
      interval(start, end, { 'xsi:type': 'IVL_TS' }),
      product(resource['medicationCodeableConcept'] ?? null, name, cell, null),
    ),
  );
}

/** The medicine or vaccine of an entry (FR-Produit-de-sante). */
export function product(concept: JsonObject[string], name: string, cell: string, lot: string | null): XmlOutput {
  const content: XmlContent[] = [
    codedValue('code', null, codingOf(concept), cell),
    xml('name', {}, name),
    lot === null ? null : xml('lotNumberText', {}, lot),
  ];
  return xml(
    'consumable',
    {},
    xml(
      'manufacturedProduct',
      {},
      ...templates('2.16.840.1.113883.10.20.1.53', '1.3.6.1.4.1.19376.1.5.3.1.4.7.2', '1.2.250.1.213.1.1.3.43'),
      xml('manufacturedMaterial', {}, ...content),
    ),
  );
}
