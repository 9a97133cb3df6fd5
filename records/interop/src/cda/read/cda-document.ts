import type { ReportItem } from '../../results/received-report.ts';
import type { SentIdentity } from '../../results/sent-identity.ts';
import type { CdaAddress, CdaCode, CdaId, CdaOrganization, CdaProfessional } from '../cda-types.ts';
import type { NarrativeBlock } from './narrative.ts';

/** A document as it was read. Times are FHIR dates or dateTimes. */
export interface CdaDocument {
  readonly id: CdaId | null;
  readonly setId: CdaId | null;
  readonly version: number | null;
  /** The rules that the document claims to follow. */
  readonly templates: readonly string[];
  readonly type: CdaCode | null;
  readonly title: string | null;
  readonly time: string | null;
  readonly confidentiality: CdaCode | null;
  readonly language: string | null;
  readonly patient: CdaPatient;
  readonly authors: readonly CdaSignature[];
  readonly custodian: CdaOrganization | null;
  readonly authenticator: CdaSignature | null;
  readonly recipients: readonly CdaProfessional[];
  readonly events: readonly CdaEvent[];
  readonly facility: CdaCode | null;
  /** The documents that this one replaces. */
  readonly replaces: readonly CdaId[];
  readonly body: CdaBody;
  /** The results of laboratory sections, in their order; empty for another document. */
  readonly results: readonly ReportItem[];
  /** The vaccinations that were read, in their order, also those that were not given. */
  readonly vaccinations: readonly CdaVaccination[];
  /** Elements that this room does not read. The bytes of the document have them. */
  readonly unread: readonly CdaUnread[];
}

export interface CdaSignature {
  readonly time: string | null;
  readonly professional: CdaProfessional;
}

export interface CdaEvent {
  readonly code: CdaCode | null;
  readonly start: string | null;
  readonly end: string | null;
  readonly setting: CdaCode | null;
}

export interface CdaPatient {
  readonly identity: SentIdentity;
  /** Every name as sent. `use` is the qualifier of the part (BR, CL, SP), or the use of the whole name. */
  readonly names: readonly {
    readonly use: string | null;
    readonly family: string | null;
    readonly given: readonly string[];
  }[];
  readonly addresses: readonly CdaAddress[];
  readonly phones: readonly string[];
  readonly emails: readonly string[];
}

export type CdaBody =
  | { readonly kind: 'file'; readonly mediaType: string; readonly bytes: Uint8Array }
  | { readonly kind: 'sections'; readonly sections: readonly CdaSection[] }
  /** Without a body, or with one that could not be decoded, which `unread` says. */
  | { readonly kind: 'none' };

export interface CdaSection {
  readonly code: CdaCode | null;
  readonly title: string | null;
  /** True if the author says that nothing is known (nullFlavor). */
  readonly isUnknown: boolean;
  readonly blocks: readonly NarrativeBlock[];
  /** Files to which the narrative refers by their id, and others of its entries. */
  readonly media: readonly CdaMedia[];
  readonly sections: readonly CdaSection[];
}

export interface CdaMedia {
  readonly id: string | null;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** A coded value with its translations, and its words for a person; both may be missing. */
export interface CdaConcept {
  readonly codes: readonly CdaCode[];
  readonly words: string | null;
}

export interface CdaVaccination {
  readonly id: CdaId | null;
  /** False for one that was refused or not given. */
  readonly isDone: boolean;
  readonly vaccine: CdaConcept & { readonly words: string };
  /** FHIR date or dateTime of any precision; null if the document has no certain one. */
  readonly date: string | null;
  readonly lot: string | null;
  readonly manufacturer: string | null;
  readonly route: CdaConcept;
  readonly site: CdaConcept;
  /** The number of the dose, as written. */
  readonly dose: string | null;
  readonly performer: CdaProfessional | null;
  /** Why it was given, or not given. */
  readonly reason: string | null;
  readonly comments: readonly string[];
}

/**
 * - `element_unread`: an element that this room does not read;
 * - `entry_unread`: the entries of a section, of which the narrative is read alone;
 * - `value_invalid`: a time, version or matricule that is malformed;
 * - `file_unread`: an embedded file that is compressed, not Base64, or outside of the document;
 * - `laboratory_unread`: a result that is negated or in no known form;
 * - `vaccination_unread`: a vaccination that is planned, in error, without a name, or one of more than a document may have.
 */
export type CdaUnreadReason =
  | 'element_unread'
  | 'entry_unread'
  | 'value_invalid'
  | 'file_unread'
  | 'laboratory_unread'
  | 'vaccination_unread';

export interface CdaUnread {
  /** Names of elements and LOINC codes of sections; no value of the document. */
  readonly path: string;
  readonly reason: CdaUnreadReason;
}

/** Collects what is not read. */
export type Report = (unread: CdaUnread) => void;
