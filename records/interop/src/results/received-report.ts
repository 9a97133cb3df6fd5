import type { SentIdentity } from './sent-identity.ts';

/** A person or an organisation, as sent. */
export interface SentParty {
  readonly id: string | null;
  readonly name: string | null;
}

/** A number as its digits were written, with a point: `1.30`, `-8`. */
export type Decimal = string;

/** A number with its limit: `<5` is 5 with the comparator `<`. */
export interface SentNumber {
  readonly decimal: Decimal;
  readonly comparator: '<' | '<=' | '>=' | '>' | null;
}

export interface Bound {
  readonly decimal: Decimal;
  /** True if the limit itself is outside of the range, as in `<5`. */
  readonly isExclusive: boolean;
}

/** A reference range. `text` is all that was sent; a bound that is open, or not a number, is null. */
export interface SentRange {
  readonly text: string;
  readonly low: Bound | null;
  readonly high: Bound | null;
}

/** A result in one unit. `number` is null unless the whole text is one number in the sender's decimal sign. */
export interface SentValue {
  readonly text: string;
  readonly number: SentNumber | null;
  readonly unit: string | null;
  readonly range: SentRange | null;
}

/** Names of FHIR's Observation.status; `unknown` for a code in no table. */
export type ResultState =
  | 'registered'
  | 'preliminary'
  | 'final'
  | 'corrected'
  | 'cancelled'
  | 'entered-in-error'
  | 'unknown';

/** One result of an analysis. */
export interface ResultLine {
  readonly kind: 'result';
  readonly name: string;
  readonly code: { readonly code: string; readonly system: string | null } | null;
  readonly value: SentValue;
  /** The same result in a second unit, as HPRIM Médecin and CR-BIO send it. */
  readonly second: SentValue | null;
  /** The sender's mark: `H`, `LL`, `*`. */
  readonly flag: string | null;
  /** Computed from number and range alone; null inside of the range, without one, and for words. */
  readonly abnormal: 'high' | 'low' | null;
  readonly state: ResultState;
  /** A value that the sender gave as the earlier one. */
  readonly previous: { readonly text: string; readonly at: string | null } | null;
  readonly comments: readonly string[];
  /** Time of the observation, if it is not that of the request's sample. */
  readonly observedAt: string | null;
}

/** Chapters and free text stand between the results, in the sender's order. */
export type ReportItem =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | ResultLine;

export interface SentAttachment {
  /** RFC 6838, in lower case: `application/pdf`, `text/xml`. */
  readonly mediaType: string;
  readonly title: string | null;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * One request of analyses. Times are those of the sender: `2026-11-12`, `2026-11-12T08:14:00`, with a zone at the end
 * if the sender gave one.
 */
export interface ReportRequest {
  /** The laboratory's number. */
  readonly id: string | null;
  /** The requester's number. */
  readonly orderId: string | null;
  readonly name: string | null;
  readonly requestedAt: string | null;
  readonly sampledAt: string | null;
  readonly issuedAt: string | null;
  readonly validatedAt: string | null;
  readonly prescriber: SentParty | null;
  readonly validator: SentParty | null;
  readonly state: ResultState;
  readonly items: readonly ReportItem[];
  readonly attachments: readonly SentAttachment[];
}

/**
 * - `end_missing`: the mark of the end is missing, so results may be missing too;
 * - `header_missing`: the file has no header, so that the patient is unknown;
 * - `encoding_guessed`: the characters were sent in an encoding that nothing names;
 * - `encoding_wrong`: they are not in the encoding that the file names;
 * - `line_unread`: a line is in no known form; it is in the items as text;
 * - `attachment_unread`: an attached document could not be decoded.
 */
export type ReportFault =
  | 'end_missing'
  | 'header_missing'
  | 'encoding_guessed'
  | 'encoding_wrong'
  | 'line_unread'
  | 'attachment_unread';

/** All results that one file has, which are of one patient. */
export interface ReceivedReport {
  readonly format: 'hprim-medecin' | 'hprim-sante' | 'hl7v2' | 'cda' | 'fhir';
  readonly messageId: string | null;
  readonly sentAt: string | null;
  /** The laboratory. */
  readonly sender: SentParty | null;
  readonly addressee: SentParty | null;
  readonly patient: SentIdentity;
  readonly requests: readonly ReportRequest[];
  /** Without repetition. */
  readonly faults: readonly ReportFault[];
}

/** Greatest sizes of a file, and the day from which two-digit years are read, `YYYY-MM-DD`. */
export interface ReportOptions {
  readonly bytes: number;
  /** Lines or segments. */
  readonly lines: number;
  readonly today: string;
}

/** Limits for a file that a laboratory sends: attached documents are most of its bytes. */
export const reportLimits = { bytes: 32 * 1024 * 1024, lines: 20_000 } as const;
