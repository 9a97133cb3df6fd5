import type { DocumentName, PastSettings, SettingsDocument, SettingsEntry } from '@etanche/records-client';
import type { ThesaurusView } from './thesaurus-calls.ts';

/**
 * The settings of the practice, without the parts of a thesaurus. `author` names the member who wrote a version.
 */
export type SettingsView = {
  readonly entries: readonly (SettingsEntry & { readonly authorName: string | null })[];
  /** Null if none is loaded. */
  readonly thesaurus: ThesaurusView | null;
  /** Number of documents that cannot be shown. */
  readonly rejected: number;
  /** Documents that this member may write. */
  readonly writable: readonly DocumentName[];
};

export type PastSettingsView = PastSettings & { readonly authorName: string | null };

export type SettingsCalls = {
  /** Costs no unit. */
  settings(input: Readonly<Record<string, never>>): SettingsView;
  /** @returns the id of the document */
  settingsPut(input: {
    readonly content: SettingsDocument;
    readonly base: { readonly id: string; readonly version: number } | null;
  }): string;
  settingsRemove(input: { readonly id: string; readonly version: number }): null;
  settingsHistory(input: { readonly id: string }): readonly PastSettingsView[];
};

/** The settings were written or read again. */
export type SettingsEvents = { readonly settings: { readonly at: number } };
