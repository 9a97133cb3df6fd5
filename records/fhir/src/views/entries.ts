import { codesOf } from '../french/coding.ts';
import type { EntryFacts } from '../clinical/entry-facts.ts';
import { otherIllnesses } from '../clinical/family-entry.ts';
import { isInError, isNoKnownAllergy, readEntry } from '../clinical/write-entry.ts';
import type { ViewSource } from './view-source.ts';

/** An entry of the structured history for a screen that edits it. */
export interface EntryView {
  /** Record id. */
  readonly id: string;
  readonly facts: EntryFacts;
  readonly isInError: boolean;
  /** The codes of other programs for the name. */
  readonly codes: readonly string[];
  /** Further illnesses of the same relative. */
  readonly others: readonly string[];
}

/** Every entry, newest first, also those that were entered in error. */
export function entriesOf(sources: readonly ViewSource[]): EntryView[] {
  const all = sources.flatMap(({ id, resource }): EntryView[] => {
    const facts = readEntry(resource);
    if (facts === null) return [];
    const codes = codesOf(resource['code']).flatMap(({ code }) => code ?? []);
    return [{ id, facts, isInError: isInError(resource), codes, others: otherIllnesses(resource) }];
  });
  return all.sort((one, other) => (other.facts.start ?? '').localeCompare(one.facts.start ?? ''));
}

/** The record ids of statements that there are no known allergies. */
export function noKnownAllergyOf(sources: readonly ViewSource[]): string[] {
  return sources.filter(({ resource }) => isNoKnownAllergy(resource) && !isInError(resource)).map(({ id }) => id);
}
