import type { Letter } from '@etanche/records-fhir';
import type { Print } from '../paper/sheet.ts';
import type { LineDraft, Renewal } from './prescription-calls.ts';

/** The facts that a printed page lacks: the practice completes them in its settings. */
export type MissingMention = 'letterhead' | 'rpps' | 'speciality' | 'phone';

export type Printed = { readonly print: Print; readonly missing: readonly MissingMention[] };

/** A letter of the file. */
export type KeptLetter = {
  readonly id: string;
  readonly version: number;
  readonly date: string;
  readonly author: string;
  readonly letter: Letter;
};

export type PaperCalls = {
  /** The lines that were prescribed together last; null if the file has none. */
  paperPrescription(input: { readonly scope: string }): Printed | null;
  /** A prescription as it would be printed, before it is written; null without a line. */
  paperDraft(input: {
    readonly scope: string;
    readonly lines: readonly LineDraft[];
    readonly renewed: readonly Renewal[];
  }): Printed | null;
  /** Fills in a template of the settings. `open` are the fields that the writer completes. */
  paperFill(input: {
    readonly scope: string;
    readonly template: string;
    readonly fields: Readonly<Record<string, string>>;
  }): {
    readonly heading: string;
    readonly body: string;
    readonly open: readonly string[];
  };
  paperLetter(input: { readonly scope: string; readonly letter: Letter }): Printed;
  letters(input: { readonly scope: string }): readonly KeptLetter[];
  /**
   * Stores a letter, or a correction as the next version of `base`.
   *
   * @returns its record id
   */
  letterKeep(input: {
    readonly scope: string;
    readonly letter: Letter;
    readonly base: { readonly id: string; readonly version: number } | null;
  }): string;
};
