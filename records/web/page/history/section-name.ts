import type { EntryKind } from '@etanche/records-fhir';

/** A list of the history: one kind of entry, for problems the current or the past ones. */
export type SectionName = 'problem' | 'past' | 'allergy' | 'surgical' | 'obstetric' | 'family';

export function kindOf(section: SectionName): EntryKind {
  return section === 'past' ? 'problem' : section;
}
