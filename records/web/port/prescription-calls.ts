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
export type LineAlert = { readonly level: 'stop' | 'form' | 'note'; readonly kind: AlertKind; readonly text: string };
export type AlertKind = 'allergy' | 'unchecked_allergy' | 'duplicate' | 'rule' | 'not_in_database';

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

export type RenewableLine = { readonly id: string; readonly label: string; readonly dose: string | null };

export type PrescriptionCalls = {
  /** Finds medicines in the list that this application loaded: no server learns what is typed. */
  medicineSearch(input: { readonly text: string }): { readonly hits: readonly MedicineHit[]; readonly date: string };
  /** Reads a typed line and checks it against the file and the other lines. */
  lineRead(input: {
    readonly scope: string;
    readonly draft: LineDraft;
    readonly others: readonly LineDraft[];
  }): LineView;
  /** The lines of the standing treatment, and those that must be read before they are renewed. */
  treatmentLines(input: { readonly scope: string }): readonly RenewableLine[];
  /**
   * Writes the lines in one transaction. A line without a readable dose is rejected.
   *
   * @param renewed ids of `treatmentLines` to repeat with today's date
   * @returns the number of lines that were written, and the labels of those that could not be renewed
   */
  prescriptionWrite(input: {
    readonly scope: string;
    readonly lines: readonly LineDraft[];
    readonly renewed: readonly string[];
  }): { readonly written: number; readonly refused: readonly string[] };
};
