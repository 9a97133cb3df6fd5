import type { AssignReason, Trait } from '@etanche/records-interop';
import type {
  Card,
  DocumentFacts,
  DocumentKind,
  DocumentMark,
  MeasureSeries,
  ResultLine,
  VaccineMatch,
  VaccineView,
} from '@etanche/records-fhir';
import type { DocumentContent } from './document-calls.ts';
import type { StructuredDocument } from './structured-document.ts';
import type { Written } from './entry-calls.ts';
import type { TraitTexts } from './trait-texts.ts';

/** A practice and one of its doctors, as the directory lists them. */
export type PartyView = {
  readonly practice: string;
  /** Null for the whole practice. */
  readonly member: string | null;
  /** Empty without an entry in a directory. */
  readonly name: string;
  readonly place: string;
  readonly doctor: string | null;
  /** Names of the doctors whom the practice lists. */
  readonly doctors: readonly string[];
  readonly speciality: string | null;
  readonly rpps: string | null;
  /** The proof of identity that the doctor's records server verified. */
  readonly identity: { readonly provider: string; readonly at: number } | null;
  readonly isListed: boolean;
};

export type ReceivedState = 'unread' | 'read' | 'filed' | 'refused' | 'withdrawn' | 'expired';
export type ReceivedKind = 'message' | 'share' | 'transfer';

/** A received message in the list. Its content is sealed, so that the list has the content only of opened ones. */
export type InboxRow = {
  readonly id: string;
  readonly kind: ReceivedKind;
  readonly state: ReceivedState;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly expires: number | null;
  /** As the statement claims; verified when the message is opened. */
  readonly sender: PartyView;
  readonly addressee: 'me' | 'colleague' | 'practice';
  /** Name of the member who opened it first; null if nobody did. */
  readonly openedBy: string | null;
  /** True if the sender never learns that it was read or refused: no server took the receipt. */
  readonly isReceiptLost: boolean;
  /** Known in the session that opened it. */
  readonly opened: { readonly subject: string; readonly patient: string; readonly abnormal: number } | null;
};

/** `read`: every directory was read and verified. */
export type DirectoryState = 'read' | 'unavailable' | 'untrusted';

export type InboxView = {
  readonly rows: readonly InboxRow[];
  readonly unread: number;
  /** The last row, from which the next page continues; null on the last page. */
  readonly next: string | null;
  readonly directory: DirectoryState;
};

/** `unchecked`: the vaults of the practice do not answer; `untrusted`: its entry contradicts them. */
export type Standing = 'known' | 'new' | 'changed' | 'unchecked' | 'untrusted';

export type AttachmentView = {
  /** From 0. */
  readonly place: number;
  readonly title: string;
  readonly kind: DocumentKind;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly bytes: number;
};

/** An attached archive whose documents are filed as documents of their own. */
export type ArchiveView = {
  readonly place: number;
  readonly documents: readonly (DocumentFacts & { readonly path: string })[];
  /** Documents that are not filed, each with the reason: `unverified`, `undescribed`, `too_large`, or a code of readXdm. */
  readonly left: readonly { readonly path: string; readonly code: string }[];
};

/** A message that was verified and opened. */
export type MessageView = {
  readonly id: string;
  readonly subject: string;
  readonly sender: PartyView;
  readonly isSenderActive: boolean;
  readonly standing: Standing;
  /** The sender's clock. */
  readonly sentAt: number;
  readonly expires: number | null;
  readonly texts: readonly { readonly title: string; readonly text: string }[];
  readonly results: readonly ResultLine[];
  readonly medicines: readonly { readonly name: string; readonly dose: string | null }[];
  /** The vaccinations of its document and of attached CDA documents, the newest first. `id` names them in what is compared and filed. */
  readonly vaccines: readonly VaccineView[];
  /** Number of its vaccinations if they are more than a filing adds: then none is added. */
  readonly vaccinesLeft: number;
  readonly attachments: readonly AttachmentView[];
  readonly archives: readonly ArchiveView[];
  /** True while large attachments are read: its vaccinations and archives are not known yet. */
  readonly isReading: boolean;
  /** Null if the document cannot be read as one of a single patient. */
  readonly patient: { readonly name: string; readonly traits: TraitTexts } | null;
  /** Why the document was not read: then only its texts and attachments are shown. */
  readonly fault: 'unreadable' | 'several_patients' | null;
  readonly isAnswer: boolean;
  readonly isForwarded: boolean;
  /** The file in which this session filed the message. */
  readonly filed: { readonly scope: string; readonly name: string } | null;
};

/** A patient of the practice who may be the one of a message. */
export type CandidateView = {
  readonly scope: string;
  readonly card: Card;
  readonly matching: readonly Trait[];
  readonly differing: readonly Trait[];
  /** The traits of an attached document that differ from the file, where the message itself agrees or says nothing. */
  readonly attached: TraitTexts;
  /** The patient's own traits that the list or the open file shows. */
  readonly traits: TraitTexts;
  /** The vaccinations of the message beside those of the file, by their ids; null if the file is not open. */
  readonly vaccines: Readonly<Record<string, VaccineMatch>> | null;
};

/** The proposed patients, the likeliest first. `reason` says why a person decides; null if the first one is certain. */
export type MatchView = {
  readonly reason: AssignReason | null;
  readonly candidates: readonly CandidateView[];
  /** The results beside those in the file of the first candidate, if that file is open. */
  readonly history: { readonly results: readonly ResultLine[]; readonly measures: readonly MeasureSeries[] } | null;
};

/**
 * `differs`: nothing was written, since the open file differs in traits that nobody has confirmed, or would get other
 * vaccinations than a person has seen.
 */
export type FilingOutcome =
  | { readonly state: 'filed'; readonly scope: string; readonly name: string; readonly written: readonly Written[] }
  | { readonly state: 'differs'; readonly candidate: CandidateView };

type Nothing = Readonly<Record<string, never>>;

/** A received report whose patient is not certain. It is sealed: opening it costs a unit, as a file does. */
export type WaitingRow = {
  readonly scope: string;
  /** `withdrawal_unknown`: it withdraws a document that the patient's file does not have. */
  readonly reason: AssignReason | 'withdrawal_unknown';
  /** Milliseconds since 1970. */
  readonly addedAt: number;
  /** Known in the session that opened it. */
  readonly opened: { readonly title: string; readonly patient: string; readonly abnormal: number } | null;
};

/** A waiting report that was opened. `id` names it in the calls that match and file. */
export type WaitingView = Pick<
  MessageView,
  'id' | 'texts' | 'results' | 'vaccines' | 'vaccinesLeft' | 'patient' | 'fault' | 'filed'
> & {
  readonly scope: string;
  readonly title: string;
  readonly from: string;
  /** FHIR instant of the receipt. */
  readonly at: string;
  readonly date: string;
  /** True for a request to withdraw a document. */
  readonly isWithdrawal: boolean;
  /** Wishes of the sender about its readers. */
  readonly marks: readonly DocumentMark[];
};

export type InboxCalls = {
  /** One page, the newest first. Each page is one request and no unit. */
  inbox(input: { readonly before: string | null; readonly state: ReceivedState | null }): InboxView;
  inboxCount(input: Nothing): { readonly unread: number };
  /** Verifies and opens a message: one unit, unless this session has opened it. The sender gets a receipt. */
  messageOpen(input: { readonly id: string }): MessageView;
  /** `document` is null for an attachment that is neither a CDA document nor an archive of them. */
  messageAttachment(input: {
    readonly id: string;
    readonly place: number;
  }): DocumentContent & { readonly document: StructuredDocument | null };
  /** A document of a file that is a CDA document or an archive of them; null for another one. */
  documentStructured(input: { readonly scope: string; readonly id: string }): StructuredDocument | null;
  /** Reports that wait for a patient. Costs no unit. */
  waitingList(input: Nothing): readonly WaitingRow[];
  waitingOpen(input: { readonly scope: string }): WaitingView;
  waitingContent(input: { readonly scope: string }): DocumentContent;
  /** Searches the patient of an opened message or report: one to six units of the search. */
  messageMatch(input: { readonly id: string }): MatchView;
  /** Compares one patient, who was found in another way; opens the file. */
  messageCompare(input: { readonly id: string; readonly scope: string }): CandidateView;
  /**
   * Files an opened message or report in a file. `confirmed` are differing traits that a person has seen, `vaccines` the
   * ids of the vaccinations that a person has seen as those to be added.
   */
  messageFile(input: {
    readonly id: string;
    readonly scope: string;
    readonly confirmed: readonly Trait[];
    readonly vaccines: readonly string[];
  }): FilingOutcome;
  /** Takes back what the filing of a message wrote into a file, so that the message is to be handled again. */
  messageUnfile(input: { readonly id: string; readonly scope: string; readonly written: readonly Written[] }): null;
  /** Ends an opened message or report that belongs in no file. */
  messageDone(input: { readonly id: string }): null;
  /** Remembers that a person compared a sender whose practice is new or has changed. */
  senderConfirm(input: { readonly id: string }): null;
};

/** Messages were received, opened, filed or sent. `changed` is one whose own facts are others now. */
export type ExchangeEvents = { readonly exchange: { readonly changed: string | null } };
