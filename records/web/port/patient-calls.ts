import type { Administrative, Card, SearchRefusal, Synthesis } from '@etanche/records-fhir';
import type { DepositView } from './document-calls.ts';

/** `isUnsent`: created on this device, and the server does not have it yet. */
export type FoundPatient = { readonly scope: string; readonly card: Card; readonly isUnsent?: boolean };

export type SearchResult =
  | {
      readonly answer: 'found';
      readonly patients: readonly FoundPatient[];
      readonly unreadable: number;
      readonly further: string | null;
    }
  | { readonly answer: 'not_found'; readonly further: string | null }
  | {
      readonly answer: 'too_many';
      readonly add: 'birth_date' | 'family_name' | 'number';
      readonly further: string | null;
    }
  | { readonly answer: 'say_more'; readonly refusal: SearchRefusal; readonly further: string | null };

/** The facts at the top of every screen of an open file. */
export type PatientHeader = {
  readonly scope: string;
  readonly card: Card;
  readonly status: 'PROV' | 'RECUP' | 'VALI' | 'QUAL';
  readonly hasDoubt: boolean;
};

export type OpenFile = {
  readonly header: PatientHeader;
  readonly administrative: Administrative;
  /** Other files of the same person. `replaces`: this file is the one to use. */
  readonly links: readonly { readonly scope: string; readonly type: 'replaces' | 'replaced-by' }[];
  /** Null for a member who may not read the clinical part: it is not in the worker either. */
  readonly synthesis: Synthesis | null;
  /** Documents that the reception left for a doctor to file. */
  readonly deposits: readonly DepositView[];
  /** Record ids of elements whose content a repair found lost. */
  readonly lost: readonly string[];
};

/** A new patient as the reception types it. An empty text is unknown. */
export type NewPatientForm = {
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
  readonly birthName: string;
  readonly givenNames: string;
  readonly usedName: string;
  /** `unknown` until somebody chooses. */
  readonly sex: 'male' | 'female' | 'unknown';
  readonly birthPlace: string;
  readonly nir: string;
  readonly phone: string;
  readonly email: string;
  readonly street: string;
  readonly postalCode: string;
  readonly town: string;
};

/** A typed social security number: `agrees` is false if birth date or sex contradict it. */
export type NirCheck =
  | { readonly state: 'empty' | 'incomplete' | 'malformed' }
  | { readonly state: 'wrong_key'; readonly expected: string }
  | { readonly state: 'valid'; readonly agrees: boolean };

export type Lookalike = FoundPatient & { readonly verdict: 'duplicate' | 'possible' | 'homonym' };

export type PatientCalls = {
  checkNir(input: { readonly nir: string; readonly birthDate: string; readonly sex: NewPatientForm['sex'] }): NirCheck;
  /** Searches for files of the same person: one to three units. */
  findLookalikes(input: NewPatientForm): { readonly patients: readonly Lookalike[]; readonly isComplete: boolean };
  /**
   * Creates a file with a provisional identity. `isSent` is false if this device stores it until the server answers.
   *
   * @param input.known files that look alike and that somebody has compared; null if no search was possible
   */
  createPatient(input: NewPatientForm & { readonly known: readonly string[] | null }): {
    readonly scope: string;
    readonly isSent: boolean;
  };
  /** Spends one unit of the search quota if the text has a complete term. */
  search(input: { readonly text: string }): SearchResult;
  /** Continues with the next term of an earlier answer: one unit. */
  searchFurther(input: { readonly further: string }): SearchResult;
  /** Opens a file: one unit, unless this device has opened it in the last 24 hours. */
  openPatient(input: { readonly scope: string }): OpenFile;
  closePatient(input: { readonly scope: string }): null;
};

/** A file was written or read again. */
export type PatientEvents = { readonly patient: { readonly scope: string } };
