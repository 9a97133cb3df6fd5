import { isObject, labelOf, text, type JsonObject, type ViewSource } from '@etanche/records-fhir';
import { xml, type XmlOutput } from '../../xml/write-xml.ts';
import { templates } from './cda-parts.ts';
import { codedValue, codingOf, completed, interval, reference } from './entry-parts.ts';
import { tableSection, type Cell, type NewId } from './section.ts';
import { isHabit } from './vsm-content.ts';
import { vsmSections } from './vsm-sections.ts';

/** Ways of life (FR-Habitus-mode-de-vie); none if the file has no such Observation. */
export function habitSection(sources: readonly ViewSource[], newId: NewId): XmlOutput[] {
  const all = sources.map(({ resource }) => resource).filter(isHabit);
  if (all.length === 0) return [];
  const rows = all.map((resource, index): Cell[] => [
    { id: `hab${index}`, text: labelOf(resource['code']) ?? '' },
    { id: `hab${index}-valeur`, text: wordsOf(resource) },
  ]);
  const entries = all.map((resource, index) => habitEntry(resource, `hab${index}`, newId));
  return [tableSection(vsmSections.habits, newId, ['Type', 'Observation'], rows, entries)];
}

function wordsOf(resource: JsonObject): string {
  const quantity = isObject(resource['valueQuantity']) ? resource['valueQuantity'] : {};
  const { value } = quantity;
  const amount = typeof value === 'number' ? `${value} ${text(quantity['unit']) ?? ''}`.trim() : null;
  return amount ?? labelOf(resource['valueCodeableConcept']) ?? text(resource['valueString']) ?? '';
}

function habitEntry(resource: JsonObject, cell: string, newId: NewId): XmlOutput {
  return xml(
    'entry',
    {},
    xml(
      'observation',
      { classCode: 'OBS', moodCode: 'EVN' },
      ...templates('2.16.840.1.113883.10.20.1.33', '1.3.6.1.4.1.19376.1.5.3.1.4.13'),
      ...templates('1.3.6.1.4.1.19376.1.5.3.1.4.13.4', '1.2.250.1.213.1.1.3.52'),
      xml('id', { root: newId() }),
      codedValue('code', null, codingOf(resource['code']), cell),
      reference(cell),
      completed(),
      interval(text(resource['effectiveDateTime']), null),
      codedValue('value', 'CD', codingOf(resource['valueCodeableConcept']), `${cell}-valeur`),
    ),
  );
}
