import {
  kin,
  labelOf,
  noKnownAllergyOf,
  objects,
  synthesisOf,
  type EntryFacts,
  type JsonObject,
  type ViewSource,
} from '@etanche/records-fhir';
import type { XmlOutput } from '../../xml/write-xml.ts';
import { allergyEntry, noKnownAllergyEntry } from './allergy-entry.ts';
import { printedDate } from './entry-parts.ts';
import { familyEntry, problemEntry, procedureEntry } from './problem-entry.ts';
import { emptySection, tableSection, type Cell, type NewId, type SectionRules } from './section.ts';
import { vsmSections } from './vsm-sections.ts';

/** An entry of the history with its resource. */
interface Entry {
  readonly facts: EntryFacts;
  readonly resource: JsonObject;
}

/** The entries of the history that nobody marked as an error. */
export function historyEntries(sources: readonly ViewSource[]): Entry[] {
  const resources = new Map(sources.map(({ id, resource }) => [id, resource]));
  return synthesisOf(sources).entries.flatMap(({ id, facts, isInError }) => {
    const resource = resources.get(id);
    return isInError || resource === undefined ? [] : [{ facts, resource }];
  });
}

export function problemSections(entries: readonly Entry[], newId: NewId): XmlOutput[] {
  const isPresent = ({ facts }: Entry): boolean => facts.kind === 'problem' && facts.isActive;
  const isPast = ({ facts }: Entry): boolean =>
    ['problem', 'obstetric'].includes(facts.kind) && !isPresent({ facts, resource: {} });
  return [
    ...table(vsmSections.problems, 'Pathologie en cours', 'pb', entries.filter(isPresent), problemEntry, newId),
    ...table(vsmSections.past, 'Antécédent médical', 'atcd', entries.filter(isPast), problemEntry, newId),
    ...table(
      vsmSections.operations,
      'Antécédent chirurgical',
      'acte',
      entries.filter(({ facts }) => facts.kind === 'surgical'),
      procedureEntry,
      newId,
    ),
  ];
}

/** Allergies have three answers: a list, none known, or nothing recorded. */
export function allergySection(sources: readonly ViewSource[], entries: readonly Entry[], newId: NewId): XmlOutput {
  const known = entries.filter(({ facts }) => facts.kind === 'allergy');
  const columns = ['Date', 'Type', 'Agent responsable', 'Réaction', 'Statut'];
  if (known.length > 0) {
    const rows = known.map(({ facts }, index): Cell[] => [
      printedDate(facts.start),
      { id: `all${index}-type`, text: facts.isIntolerance ? 'Intolérance' : 'Allergie' },
      { id: `all${index}-agent`, text: facts.name },
      { id: `all${index}-reaction`, text: facts.reaction ?? 'Réaction non précisée' },
      facts.isActive ? 'Active' : 'Passée',
    ]);
    const made = known.map(({ facts, resource }, index) => {
      const cells = { type: `all${index}-type`, agent: `all${index}-agent`, reaction: `all${index}-reaction` };
      return allergyEntry(facts, resource, cells, newId);
    });
    return tableSection(vsmSections.allergies, newId, columns, rows, made);
  }
  const [none] = noKnownAllergyOf(sources);
  const statement = sources.find(({ id }) => id === none)?.resource;
  if (statement === undefined) return emptySection(vsmSections.allergies, newId);
  const cell = { id: 'all-none', text: 'Aucune allergie connue' };
  const entry = noKnownAllergyEntry(statement, cell.id, newId);
  return tableSection(vsmSections.allergies, newId, ['Allergies'], [[cell]], [entry]);
}

export function familySection(entries: readonly Entry[], newId: NewId): XmlOutput[] {
  const illnesses = entries
    .filter(({ facts }) => facts.kind === 'family')
    .flatMap(({ facts, resource }) => objects(resource['condition']).map((illness) => ({ facts, illness })));
  if (illnesses.length === 0) return [];
  const rows = illnesses.map(({ facts, illness }, index): Cell[] => [
    { id: `fam${index}-lien`, text: facts.relative === null ? 'Famille' : kin[facts.relative] },
    { id: `fam${index}-pb`, text: labelOf(illness['code']) ?? '' },
  ]);
  const made = illnesses.map(({ facts, illness }, index) =>
    familyEntry(facts, illness, { relative: `fam${index}-lien`, illness: `fam${index}-pb` }, newId),
  );
  return [tableSection(vsmSections.family, newId, ['Lien de parenté', 'Antécédent'], rows, made)];
}

function table(
  rules: SectionRules,
  column: string,
  prefix: string,
  entries: readonly Entry[],
  entryOf: (facts: EntryFacts, resource: JsonObject, id: string, newId: NewId) => XmlOutput,
  newId: NewId,
): XmlOutput[] {
  if (entries.length === 0) return [];
  const rows = entries.map(({ facts }, index): Cell[] => [
    [printedDate(facts.start), printedDate(facts.end)].filter((date) => date !== '').join(' – '),
    { id: `${prefix}${index}`, text: facts.isLongTerm ? `${facts.name} (ALD)` : facts.name },
    facts.note ?? '',
  ]);
  const made = entries.map(({ facts, resource }, index) => entryOf(facts, resource, `${prefix}${index}`, newId));
  return [tableSection(rules, newId, ['Date', column, 'Commentaire'], rows, made)];
}
