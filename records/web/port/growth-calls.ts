import type { GrowthFacts } from '@etanche/records-fhir';
import type { Written } from './entry-calls.ts';

export type GrowthCalls = {
  /** Writes the measurements of one day, each as an Observation. */
  growthAdd(input: { readonly scope: string; readonly facts: GrowthFacts }): readonly Written[];
  /** Writes the duration of the pregnancy at the patient's birth, in days; null marks the recorded one as an error. */
  gestationPut(input: { readonly scope: string; readonly days: number | null }): readonly Written[];
};
