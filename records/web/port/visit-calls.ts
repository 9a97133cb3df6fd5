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

export type VisitMeasure = {
  readonly id: string;
  readonly kind: MeasureKind;
  readonly value: number;
  readonly second: number | null;
};

export type VisitCalls = {
  /** Begins a consultation, or continues the one of this file that this member has open. Nothing is written yet. */
  visitBegin(input: { readonly scope: string }): Visit;
  /**
   * Writes the texts as they are: the first time with an Encounter, later as new versions.
   *
   * @returns the time at which the server had it, in ms since 1970
   */
  visitKeep(input: Pick<Visit, 'key' | 'reason' | 'examination' | 'conclusion'>): { readonly keptAt: number };
  visitMeasure(input: { readonly key: string } & Omit<VisitMeasure, 'id'>): VisitMeasure;
  /** Deletes a measurement that was accepted by mistake. */
  visitRemoveMeasure(input: { readonly key: string; readonly id: string }): null;
  /** Ends the consultation: the note becomes final. */
  visitEnd(input: Pick<Visit, 'key' | 'reason' | 'examination' | 'conclusion'>): null;
};
