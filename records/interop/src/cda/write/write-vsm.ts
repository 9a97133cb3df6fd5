import { utf8, type Bytes } from '@etanche/core-wire';
import { synthesisOf, type Resource, type ViewSource } from '@etanche/records-fhir';
import { InteropError } from '../../interop-error.ts';
import { writeXml, xml, type XmlOutput } from '../../xml/write-xml.ts';
import { cdaTemplates } from '../cda-oids.ts';
import type { CdaDraft } from './cda-draft.ts';
import { printedDate } from './entry-parts.ts';
import { habitSection } from './habit-entry.ts';
import { treatmentEntry } from './medicine-entry.ts';
import { emptySection, parentSection, tableSection, textSection, type Cell, type NewId } from './section.ts';
import { allergySection, familySection, historyEntries, problemSections } from './vsm-history.ts';
import { vsmSections } from './vsm-sections.ts';
import { clinicalDocument } from './write-header.ts';

/** Texts of a synthesis that no resource of the file has. */
export interface VsmTexts {
  readonly attention: readonly string[];
  readonly work: readonly string[];
}

/**
 * A synthesis of level 3 ("volet de synthèse médicale" 1.4) from the resources of a patient's file. A statement that
 * there is nothing is an entry; what nobody recorded is left out, or said to be not recorded.
 *
 * @param newId makes the UUID of a section or entry
 * @throws InteropError `cda_incomplete` also for a draft of another type than SYNTH
 */
export function writeVsm(draft: CdaDraft, resources: readonly Resource[], texts: VsmTexts, newId: NewId): Bytes {
  if (draft.type.code !== 'SYNTH') throw new InteropError('cda_incomplete', 'the type of a synthesis is SYNTH');
  const sources = resources.map((resource, index): ViewSource => ({ id: String(index), resource }));
  const entries = historyEntries(sources);
  const history = parentSection(vsmSections.history, newId, [
    ...problemSections(entries, newId),
    allergySection(sources, entries, newId),
  ]);
  const factors = [
    ...habitSection(sources, newId),
    ...(texts.work.length === 0 ? [] : [textSection(vsmSections.work, newId, texts.work)]),
    ...familySection(entries, newId),
  ];
  const risks = factors.length === 0 ? [] : [parentSection(vsmSections.risks, newId, factors)];
  const attention =
    texts.attention.length === 0
      ? emptySection(vsmSections.attention, newId)
      : textSection(vsmSections.attention, newId, texts.attention);
  const body = xml(
    'structuredBody',
    {},
    parentSection(vsmSections.summary, newId, [history, ...risks]),
    attention,
    parentSection(vsmSections.plan, newId, [treatmentSection(sources, newId)]),
  );
  // The version of the template is the one of 1.4, which kept the number of October 2013.
  const rules = [xml('templateId', { root: cdaTemplates.vsm, extension: '201310' })];
  return utf8(writeXml(clinicalDocument(draft, rules, body)));
}

function treatmentSection(sources: readonly ViewSource[], newId: NewId): XmlOutput {
  const { treatments } = synthesisOf(sources);
  if (treatments.length === 0) return emptySection(vsmSections.treatments, newId);
  const columns = ['Date de début', 'Date de fin', 'Médicament', 'Posologie'];
  const rows = treatments.map(({ name, strength, dose, date, until }, index): Cell[] => [
    printedDate(date),
    printedDate(until),
    { id: `med${index}`, text: [name, strength].filter(Boolean).join(' ') },
    dose ?? '',
  ]);
  const made = treatments.map(({ id, name, strength, date, until }, index) => {
    const resource = sources[Number(id)]?.resource ?? {};
    const whole = [name, strength].filter(Boolean).join(' ');
    return treatmentEntry(resource, { start: date, end: until, name: whole, cell: `med${index}` }, newId);
  });
  return tableSection(vsmSections.treatments, newId, columns, rows, made);
}
