import type { EntryFacts, JsonObject } from '@etanche/records-fhir';
import { xml, type XmlOutput } from '../../xml/write-xml.ts';
import { cdaOids } from '../cda-oids.ts';
import { templates } from './cda-parts.ts';
import { concernEntry } from './concern-entry.ts';
import { codedValue, codingOf, completed, interval, reference } from './entry-parts.ts';
import type { NewId } from './section.ts';

const diagnosis = { code: '282291009', displayName: 'interprétation diagnostique', codeSystem: cdaOids.snomed };

const problemRules = {
  concern: ['1.3.6.1.4.1.19376.1.5.3.1.4.5.2', '1.2.250.1.213.1.1.3.39'],
  observation: ['2.16.840.1.113883.10.20.1.28', '1.3.6.1.4.1.19376.1.5.3.1.4.5', '1.2.250.1.213.1.1.3.37'],
};

/**
 * A problem or an illness of the past (FR-Liste-des-problemes with FR-Probleme).
 *
 * @param id of the cell with its words
 */
export function problemEntry(facts: EntryFacts, resource: JsonObject, id: string, newId: NewId): XmlOutput {
  const { start, end, isActive, kind } = facts;
  return concernEntry({ isActive: isActive && kind === 'problem', start, end }, problemRules, newId, [
    xml('code', diagnosis),
    reference(id),
    completed(),
    interval(start, end),
    codedValue('value', 'CD', codingOf(resource['code']), id),
  ]);
}

/** An operation (FR-Acte). */
export function procedureEntry({ start }: EntryFacts, resource: JsonObject, id: string, newId: NewId): XmlOutput {
  return xml(
    'entry',
    {},
    xml(
      'procedure',
      { classCode: 'PROC', moodCode: 'EVN' },
      ...templates('1.3.6.1.4.1.19376.1.5.3.1.4.19', '2.16.840.1.113883.10.20.1.29', '1.2.250.1.213.1.1.3.62'),
      xml('id', { root: newId() }),
      codedValue('code', null, codingOf(resource['code']), id),
      reference(id),
      completed(),
      interval(start, null),
    ),
  );
}

/** The illnesses of a relative (FR-Antecedents-familiaux). @param ids of the cells with the relative and the illness */
export function familyEntry(
  { relative }: EntryFacts,
  illness: JsonObject,
  ids: { readonly relative: string; readonly illness: string },
  newId: NewId,
): XmlOutput {
  const kin = relative === null || relative === 'FAMMEMB' ? null : { code: relative, system: cdaOids.role, name: null };
  return xml(
    'entry',
    {},
    xml(
      'organizer',
      { classCode: 'CLUSTER', moodCode: 'EVN' },
      ...templates('2.16.840.1.113883.10.20.1.23', '1.3.6.1.4.1.19376.1.5.3.1.4.15', '1.2.250.1.213.1.1.3.59'),
      completed(),
      xml(
        'subject',
        { typeCode: 'SBJ' },
        ...templates('1.3.6.1.4.1.19376.1.5.3.1.4.15.2', '1.2.250.1.213.1.1.3.60'),
        xml('relatedSubject', { classCode: 'PRS' }, codedValue('code', null, kin, ids.relative)),
      ),
      xml(
        'component',
        { typeCode: 'COMP' },
        xml(
          'observation',
          { classCode: 'OBS', moodCode: 'EVN' },
          ...templates('2.16.840.1.113883.10.20.1.22', '1.3.6.1.4.1.19376.1.5.3.1.4.13'),
          ...templates('1.3.6.1.4.1.19376.1.5.3.1.4.13.3', '1.2.250.1.213.1.1.3.51'),
          xml('id', { root: newId() }),
          xml('code', diagnosis),
          reference(ids.illness),
          completed(),
          xml('effectiveTime', { nullFlavor: 'UNK' }),
          codedValue('value', 'CD', codingOf(illness['code']), ids.illness),
        ),
      ),
    ),
  );
}
