import type { VaccineFacts } from '@etanche/records-fhir';
import type { Written } from './entry-calls.ts';

/** The vial of a product that this session used last. */
export type LastVial = { readonly cis: string; readonly lot: string; readonly expiry: string | null };

export type VaccineCalls = {
  vaccineAdd(input: { readonly scope: string; readonly facts: VaccineFacts }): readonly Written[];
  vaccineEdit(input: { readonly scope: string; readonly id: string; readonly facts: VaccineFacts }): readonly Written[];
  /** The vials of this session, the last one of each product. They are in memory only. */
  lastVials(input: object): readonly LastVial[];
};
