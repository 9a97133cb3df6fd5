import type { InteractionsDocument, SettingsEntry } from '@etanche/records-client';
import { openThesaurus, unpackThesaurus, type Thesaurus } from '@etanche/records-medicines';

/** The thesaurus of the settings. `incomplete`: parts are missing, or are not those of one thesaurus. */
export type LoadedThesaurus =
  | { readonly state: 'none' }
  | { readonly state: 'incomplete' }
  | { readonly state: 'complete'; readonly thesaurus: Thesaurus; readonly count: number };

type PartEntry = SettingsEntry & { readonly content: InteractionsDocument };

/** The parts of a thesaurus among the settings. */
export function partsOf(entries: readonly SettingsEntry[]): readonly PartEntry[] {
  return entries.filter((entry): entry is PartEntry => entry.content.document === 'interactions');
}

/** Joins and prepares the thesaurus of the settings, once for each version of its parts. */
export function createThesaurusKeeper(): (entries: readonly SettingsEntry[]) => LoadedThesaurus {
  let kept: { readonly key: string; readonly loaded: LoadedThesaurus } | null = null;
  return (entries) => {
    const parts = partsOf(entries);
    const key = versionsOf(parts);
    if (kept?.key !== key) kept = { key, loaded: load(parts) };
    return kept.loaded;
  };
}

/** A text that differs between two versions of a thesaurus. */
function versionsOf(parts: readonly PartEntry[]): string {
  return parts.map(({ id, version }) => `${id} ${version}`).join(',');
}

function load(parts: readonly PartEntry[]): LoadedThesaurus {
  if (parts.length === 0) return { state: 'none' };
  const file = unpackThesaurus(parts.map(({ content }) => content));
  if (file === null) return { state: 'incomplete' };
  return { state: 'complete', thesaurus: openThesaurus(file), count: file.interactions.length };
}
