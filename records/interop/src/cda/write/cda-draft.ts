import type { Resource } from '@etanche/records-fhir';
import type { CdaCode, CdaId, CdaOrganization, CdaProfessional } from '../cda-types.ts';

/** The header of a document to write. Times are FHIR dateTimes with a zone; ids are the caller's. */
export interface CdaDraft {
  /** Different for each version. */
  readonly id: CdaId;
  /** The same for all versions of a document. */
  readonly setId: CdaId;
  /** From 1. */
  readonly version: number;
  /** The id of the version that this one replaces. */
  readonly replaces: CdaId | null;
  /** One of `typeCodes`. */
  readonly type: CdaCode;
  readonly title: string;
  readonly time: string;
  readonly confidentiality: 'N' | 'R' | 'V';
  /** A Patient of records/fhir. The matricule INS is written for a qualified identity only (RNIV). */
  readonly patient: Resource<'Patient'>;
  /** When the author wrote it, and who. */
  readonly author: { readonly time: string; readonly professional: CdaProfessional };
  readonly custodian: CdaOrganization;
  readonly authenticator: { readonly time: string; readonly professional: CdaProfessional };
  readonly recipients: readonly CdaProfessional[];
  /** The act that is documented. The code may be null. */
  readonly event: { readonly code: CdaCode | null; readonly start: string; readonly end: string | null };
  /** The place of the care, for example SA07, a practice of one doctor (JDV_J02). */
  readonly facility: CdaCode;
}
