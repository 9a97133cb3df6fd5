import type { CountKind, PregnancyFacts, PregnancyVisitFacts, TestFacts } from '@etanche/records-fhir';
import type { Written } from './entry-calls.ts';

type OfFile = { readonly scope: string };

export type PregnancyCalls = {
  /** Writes a new pregnancy, or other facts of a known one. A second one that lasts is rejected. */
  pregnancyPut(input: OfFile & { readonly id: string | null; readonly facts: PregnancyFacts }): readonly Written[];
  /** Writes the measurements of one visit. */
  pregnancyVisitAdd(input: OfFile & { readonly facts: PregnancyVisitFacts }): readonly Written[];
  /** Writes a blood group or a serology. */
  pregnancyTestAdd(input: OfFile & { readonly facts: TestFacts }): readonly Written[];
  /** States that a line of the calendar took place. @param input.date `YYYY-MM-DD` */
  pregnancyMark(input: OfFile & { readonly line: string; readonly date: string }): readonly Written[];
  /** States a number instead of the computed one; null returns to the computed one. */
  obstetricCountPut(input: OfFile & { readonly kind: CountKind; readonly value: number | null }): readonly Written[];
};
