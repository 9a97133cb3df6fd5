import type { ResultFacts } from '@etanche/records-fhir';
import type { Written } from './entry-calls.ts';

export type ResultCalls = {
  /** Writes a result that was entered by hand. */
  resultAdd(input: { readonly scope: string; readonly facts: ResultFacts }): readonly Written[];
};
