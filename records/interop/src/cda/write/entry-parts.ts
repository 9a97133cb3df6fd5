import { isObject, objects, text, type Json } from '@etanche/records-fhir';
import { xml, type XmlContent, type XmlOutput } from '../../xml/write-xml.ts';
import { cdaOids } from '../cda-oids.ts';
import type { CdaCode } from '../cda-types.ts';
import { oidOfSystem } from '../code-systems.ts';
import { toHl7Time } from '../hl7-time.ts';
import { codeElement } from './cda-parts.ts';

/** The first coding of a CodeableConcept whose system has an OID; null if there is none. */
export function codingOf(concept: Json | undefined): CdaCode | null {
  const codings = isObject(concept) ? objects(concept['coding']) : [];
  for (const coding of codings) {
    const [oid, code] = [oidOfSystem(text(coding['system']) ?? ''), text(coding['code'])];
    if (oid !== null && code !== null) return { code, system: oid, name: text(coding['display']) };
  }
  return null;
}

/** A reference to the cell in which the words of an entry stand. */
export function reference(id: string): XmlOutput {
  return xml('text', {}, xml('reference', { value: `#${id}` }));
}

/** A coded value with the words of the author. Without a code only the words count (nullFlavor OTH, V3 data types). */
export function codedValue(name: string, type: string | null, code: CdaCode | null, id: string): XmlOutput {
  const words = xml('originalText', {}, xml('reference', { value: `#${id}` }));
  const attributes = type === null ? {} : { 'xsi:type': type };
  if (code === null) return xml(name, { ...attributes, nullFlavor: 'OTH' }, words);
  const { attributes: coded } = codeElement(name, code);
  return xml(name, { ...attributes, ...coded }, words);
}

/** An interval (IVL_TS) of FHIR dates. */
export function interval(
  start: string | null,
  end: string | null,
  more: Readonly<Record<string, string>> = {},
): XmlOutput {
  return xml(
    'effectiveTime',
    more,
    start === null ? xml('low', { nullFlavor: 'UNK' }) : xml('low', { value: toHl7Time(start) }),
    end === null ? null : xml('high', { value: toHl7Time(end) }),
  );
}

export function completed(): XmlOutput {
  return xml('statusCode', { code: 'completed' });
}

/** A comment (IHE PCC). */
export function comment(id: string): XmlOutput {
  return related(
    'SUBJ',
    xml(
      'act',
      { classCode: 'ACT', moodCode: 'EVN' },
      xml('templateId', { root: '2.16.840.1.113883.10.20.1.40' }),
      xml('templateId', { root: '1.3.6.1.4.1.19376.1.5.3.1.4.2' }),
      xml('templateId', { root: '1.2.250.1.213.1.1.3.32' }),
      xml('code', { code: '48767-8', displayName: 'Commentaire', codeSystem: cdaOids.loinc }),
      reference(id),
      completed(),
    ),
  );
}

export function related(typeCode: string, ...content: readonly XmlContent[]): XmlOutput {
  return xml('entryRelationship', { typeCode, inversionInd: 'false' }, ...content);
}

/** A date as French documents print it: `22/11/2026`, `11/2026`, `2026`. */
export function printedDate(date: string | null): string {
  return (date ?? '').slice(0, 10).split('-').reverse().join('/');
}
