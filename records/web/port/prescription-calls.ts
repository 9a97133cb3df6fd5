import type { InteractionLevel } from '@etanche/records-medicines';

/** A medicine in a list of results: a substance with strength and form, or one brand of it. */
export type MedicineHit = {
  /** Names the line for `lineRead`. */
  readonly key: string;
  /** CIS code of the brand that was typed; null by substance. */
  readonly brand: string | null;
  /** `amlodipine 5 mg, gélule`. */
  readonly label: string;
  /** Name of the brand; null by substance. */
  readonly brandName: string | null;
  /** Number of marketed medicines behind the line. */
  readonly count: number;
};

/** A line as the doctor edits it. */
export type LineDraft = {
  readonly key: string;
  readonly brand: string | null;
  /** Dose and duration as typed: `1 0 1 7j`. */
  readonly typed: string;
  readonly renewals: number;
  readonly isContinuous: boolean;
  readonly isAld: boolean;
};

/** A finding about a line: `stop` interrupts, `form` is required on the paper, `note` stands in the margin. */
export type LineAlert = {
  readonly level: 'stop' | 'form' | 'note';
  readonly kind: AlertKind;
  readonly text: string;
  /** Of the kind `interaction`. */
  readonly interaction?: {
    readonly level: InteractionLevel;
    /** The other medicine; null between the substances of one. */
    readonly other: string | null;
    /** Empty if the thesaurus has none. */
    readonly conduct: string;
    /** Date of the thesaurus, `YYYY-MM-DD`. */
    readonly date: string;
  };
};
export type AlertKind =
  | 'pregnancy'
  | 'pregnancy_list'
  | 'allergy'
  | 'unchecked_allergy'
  | 'duplicate'
  | 'rule'
  | 'interaction'
  /** `text` is the date of the thesaurus. */
  | 'no_known_interaction'
  /** `text` names the substances. */
  | 'not_in_thesaurus'
  /** `text` is the number of lines of the treatment that cannot be read. */
  | 'treatment_unread'
  | 'no_thesaurus'
  | 'thesaurus_incomplete'
  | 'thesaurus_unread'
  | 'not_in_database';

export type LineView = {
  readonly label: string;
  readonly brandName: string | null;
  /** The dose in French; null while the typed text has no single reading. */
  readonly dose: string | null;
  /** Code of the fault of a text that is no dose. */
  readonly fault: string | null;
  readonly days: number | null;
  readonly quantity: { readonly amount: number; readonly unit: string; readonly isMost: boolean } | null;
  readonly alerts: readonly LineAlert[];
};

/** A line of the treatment that is renewed. */
export type Renewal = {
  /** Of `treatmentLines`. */
  readonly id: string;
  /** One of its `durations`; null: as before. */
  readonly days: number | null;
};

export type RenewableLine = {
  readonly id: string;
  readonly label: string;
  readonly dose: string | null;
  /** Days of the earlier prescription; null if it states none. */
  readonly days: number | null;
  /** Days that a renewal may last; empty if the dose itself has an end. */
  readonly durations: readonly number[];
  /** Why the line cannot be renewed as it is; null if it can. */
  readonly refusal: 'unreadable' | 'stopped' | 'invalid' | null;
  /** Against the rest of the treatment and the file; empty for a line that cannot be read, which is not renewed. */
  readonly alerts: readonly LineAlert[];
};

export type PrescriptionCalls = {
  /** Finds medicines in the list that this application loaded: no server learns what is typed. */
  medicineSearch(input: { readonly text: string }): { readonly hits: readonly MedicineHit[]; readonly date: string };
  /** Reads a typed line and checks it against the file and the other lines. */
  lineRead(input: {
    readonly scope: string;
    readonly draft: LineDraft;
    readonly others: readonly LineDraft[];
  }): LineView;
  /** Reads the dose of a line without a patient, for a favourite; null if the list of medicines lacks the line. */
  doseRead(input: Pick<LineDraft, 'key' | 'brand' | 'typed'>): {
    readonly label: string;
    readonly dose: string | null;
    readonly fault: string | null;
  } | null;
  /** The lines of the standing treatment, each checked as a typed line is. */
  treatmentLines(input: { readonly scope: string }): readonly RenewableLine[];
  /**
   * Writes the lines in one transaction. A line without a readable dose is rejected.
   *
   * @param renewed lines of the treatment to repeat with today's date
   * @returns the number of lines that were written; nothing is written if one cannot be renewed, and those are named
   */
  prescriptionWrite(input: {
    readonly scope: string;
    readonly lines: readonly LineDraft[];
    readonly renewed: readonly Renewal[];
  }): { readonly written: number; readonly refused: readonly string[] };
};
