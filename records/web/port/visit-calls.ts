import type { MeasureKind } from '@etanche/records-fhir';

/** A consultation as a screen edits it. */
export type Visit = {
  /** Names the visit in this session; given by the first `visitBegin`. */
  readonly key: string;
  readonly scope: string;
  /** In ms since 1970. */
  readonly startedAt: number;
  readonly reason: string;
  readonly examination: string;
  readonly conclusion: string;
  readonly measures: readonly VisitMeasure[];
};

export type VisitTexts = Pick<Visit, 'key' | 'reason' | 'examination' | 'conclusion'>;

export type VisitMeasure = {
  readonly id: string;
  readonly kind: MeasureKind;
  readonly value: number;
  readonly second: number | null;
};

export type VisitCalls = {
  /**
   * Begins a consultation, or continues the one of this file that this member has open, or of today that a crash
   * interrupted. Nothing is written yet.
   */
  visitBegin(input: { readonly scope: string }): Visit;
  /**
   * Stores the texts sealed on this device, for a crash in mid-sentence. Nothing is sent.
   *
   * @returns the time at which they were on the disk
   */
  visitDraft(input: VisitTexts): { readonly storedAt: number };
  /**
   * Writes the texts as they are: the first time with an Encounter, later as new versions.
   *
   * @returns the time at which the server had it, in ms since 1970; null if there was no answer, so that it is sent
   *   later
   */
  visitKeep(input: VisitTexts): { readonly keptAt: number | null };
  visitMeasure(input: { readonly key: string } & Omit<VisitMeasure, 'id'>): VisitMeasure;
  /** Deletes a measurement that was accepted by mistake. */
  visitRemoveMeasure(input: { readonly key: string; readonly id: string }): null;
  /**
   * Ends the consultation: the note becomes final, now or when the server answers again (`unsent`).
   *
   * @returns false if nothing was ever written or measured in it, so that there is no consultation
   */
  visitEnd(input: VisitTexts): { readonly isCreated: boolean };
};
