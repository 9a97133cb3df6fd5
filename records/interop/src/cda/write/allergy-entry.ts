import type { EntryFacts, JsonObject } from '@etanche/records-fhir';
import { xml, type XmlOutput } from '../../xml/write-xml.ts';
import { cdaOids } from '../cda-oids.ts';
import { concernEntry } from './concern-entry.ts';
import { codedValue, codingOf, completed, interval, reference } from './entry-parts.ts';
import type { NewId } from './section.ts';

const allergyRules = {
  concern: ['1.3.6.1.4.1.19376.1.5.3.1.4.5.3', '1.2.250.1.213.1.1.3.40'],
  observation: [
    ...['2.16.840.1.113883.10.20.1.18', '2.16.840.1.113883.10.20.1.28', '1.3.6.1.4.1.19376.1.5.3.1.4.5'],
    ...['1.3.6.1.4.1.19376.1.5.3.1.4.6', '1.2.250.1.213.1.1.3.41'],
  ],
};

/** The ids of the cells with the words of an allergy. */
export interface AllergyCells {
  readonly type: string;
  readonly agent: string;
  readonly reaction: string;
}

/** An allergy or intolerance (FR-Liste-des-allergies-et-hypersensibilites). */
export function allergyEntry(facts: EntryFacts, resource: JsonObject, cells: AllergyCells, newId: NewId): XmlOutput {
  const code = facts.isIntolerance
    ? { code: '782197009', displayName: 'intolérance à une substance', codeSystem: cdaOids.snomed }
    : { code: '419199007', displayName: 'allergie à une substance', codeSystem: cdaOids.snomed };
  return concernEntry({ isActive: facts.isActive, start: facts.start, end: null }, allergyRules, newId, [
    xml('code', code),
    reference(cells.type),
    completed(),
    interval(facts.start, null),
    codedValue('value', 'CD', null, cells.reaction),
    xml(
      'participant',
      { typeCode: 'CSM' },
      xml(
        'participantRole',
        { classCode: 'MANU' },
        xml(
          'playingEntity',
          { classCode: 'MMAT' },
          codedValue('code', null, codingOf(resource['code']), cells.agent),
          xml('name', {}, facts.name),
        ),
      ),
    ),
  ]);
}

/** The statement that no allergy is known: an entry of its own, because an empty section says nothing. */
export function noKnownAllergyEntry(resource: JsonObject, id: string, newId: NewId): XmlOutput {
  const none = { code: '716186003', system: cdaOids.snomed, name: 'aucune allergie connue' };
  return concernEntry({ isActive: true, start: null, end: null }, allergyRules, newId, [
    xml('code', { code: '419199007', displayName: 'allergie à une substance', codeSystem: cdaOids.snomed }),
    reference(id),
    completed(),
    interval(null, null),
    codedValue('value', 'CD', codingOf(resource['code']) ?? none, id),
  ]);
}
