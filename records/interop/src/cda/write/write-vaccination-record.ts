import { utf8, type Bytes } from '@etanche/core-wire';
import {
  isDate,
  synthesisOf,
  vaccineRoutes,
  vaccineSites,
  type Resource,
  type VaccineFacts,
  type VaccineView,
  type ViewSource,
} from '@etanche/records-fhir';
import { InteropError } from '../../interop-error.ts';
import { writeXml, xml, type XmlOutput } from '../../xml/write-xml.ts';
import { edqmRoutes } from '../administration-codes.ts';
import { cdaOids, cdaTemplates } from '../cda-oids.ts';
import { toHl7Time } from '../hl7-time.ts';
import { notGiven } from '../not-given.ts';
import type { CdaDraft } from './cda-draft.ts';
import { templates } from './cda-parts.ts';
import { comment, completed, printedDate, reference, related } from './entry-parts.ts';
import { product } from './medicine-entry.ts';
import { emptySection, tableSection, type Cell, type NewId, type SectionRules } from './section.ts';
import { clinicalDocument } from './write-header.ts';

const rules: SectionRules = {
  templates: ['2.16.840.1.113883.10.20.1.6', '1.3.6.1.4.1.19376.1.5.3.1.3.23', '1.2.250.1.213.1.1.2.147'],
  code: '11369-6',
  name: 'Historique des vaccinations',
  title: 'Historique des vaccinations',
};
const columns = ['Date', 'Vaccin', 'Lot', 'Rang', 'Voie', 'Site', 'Commentaire'];

/**
 * The vaccination record of level 3 (CI-SIS, VAC 2023.01) from the Immunizations of a file. A vaccination that was
 * refused is written as one that was not given (`negationInd`).
 *
 * @throws InteropError `cda_incomplete` also for a draft of another type than 11369-6
 */
export function writeVaccinationRecord(draft: CdaDraft, resources: readonly Resource[], newId: NewId): Bytes {
  if (draft.type.code !== rules.code)
    throw new InteropError('cda_incomplete', `the type of a vaccination record is ${rules.code}`);
  const sources = resources.map((resource, index): ViewSource => ({ id: String(index), resource }));
  const { vaccines } = synthesisOf(sources);
  const rows = vaccines.map(({ name, lot, isDone, facts }, index): Cell[] => [
    isOfDay(facts) ? printedDate(facts.date) : facts.date,
    { id: `vac${index}`, text: name },
    lot ?? '',
    facts.dose === null ? '' : String(facts.dose),
    facts.route === null ? '' : vaccineRoutes[facts.route],
    facts.site === null ? '' : vaccineSites[facts.site],
    { id: `vac${index}-com`, text: isDone ? (facts.note ?? '') : `${notGiven}${facts.refusal ?? ''}`.trim() },
  ]);
  const entries = vaccines.map((vaccine, index) =>
    vaccineEntry(vaccine, sources[Number(vaccine.id)]?.resource ?? {}, `vac${index}`, newId),
  );
  const section =
    vaccines.length === 0 ? emptySection(rules, newId) : tableSection(rules, newId, columns, rows, entries);
  const document = [
    ...templates(cdaTemplates.immunizationContent),
    xml('templateId', { root: cdaTemplates.vaccination, extension: '2023.01' }),
  ];
  return utf8(writeXml(clinicalDocument(draft, document, xml('structuredBody', {}, section))));
}

function vaccineEntry(
  { name, lot, isDone, facts }: VaccineView,
  resource: ViewSource['resource'] | Record<string, never>,
  cell: string,
  newId: NewId,
): XmlOutput {
  const { date, route, site, dose, note } = facts;
  return xml(
    'entry',
    {},
    xml(
      'substanceAdministration',
      { classCode: 'SBADM', moodCode: 'EVN', negationInd: String(!isDone) },
      ...templates('2.16.840.1.113883.10.20.1.24', '1.3.6.1.4.1.19376.1.5.3.1.4.12', '1.2.250.1.213.1.1.3.45'),
      xml('id', { root: newId() }),
      xml('code', { code: 'IMMUNIZ', codeSystem: cdaOids.actCode }),
      reference(cell),
      completed(),
      isOfDay(facts) ? xml('effectiveTime', { value: toHl7Time(date) }) : xml('effectiveTime', { nullFlavor: 'UNK' }),
      route === null
        ? null
        : xml('routeCode', {
            code: edqmRoutes[route],
            displayName: `voie ${vaccineRoutes[route]}`,
            codeSystem: cdaOids.route,
          }),
      site === null
        ? null
        : xml('approachSiteCode', { code: site, displayName: vaccineSites[site], codeSystem: cdaOids.site }),
      product(resource['vaccineCode'] ?? null, name, cell, lot),
      dose === null ? null : rank(dose),
      note === null && isDone ? null : comment(`${cell}-com`),
    ),
  );
}

/** False for a date in words. The time at which somebody wrote it down says nothing about it. */
function isOfDay({ date }: VaccineFacts): boolean {
  return isDate(date.slice(0, 10));
}

function rank(dose: number): XmlOutput {
  return related(
    'SUBJ',
    xml(
      'observation',
      { classCode: 'OBS', moodCode: 'EVN' },
      ...templates('2.16.840.1.113883.10.20.1.46', '1.2.250.1.213.1.1.3.82'),
      xml('code', { code: '30973-2', displayName: 'Rang de la vaccination', codeSystem: cdaOids.loinc }),
      completed(),
      xml('value', { 'xsi:type': 'INT', value: String(dose) }),
    ),
  );
}
