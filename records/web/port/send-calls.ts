import type { DirectoryState, PartyView, Standing } from './exchange-calls.ts';

/**
 * Something of a file that can be sent: a document or letter, a consultation, a prescription, the synthesis, or the
 * vaccination record.
 */
export type Sendable = {
  readonly id: string;
  readonly kind: 'letter' | 'document' | 'visit' | 'prescription' | 'synthesis' | 'vaccination';
  /** Medicines of a prescription; empty for the last one. */
  readonly title: string;
  /** Name of the addressee of a letter; null without one. */
  readonly addressee: string | null;
  /** FHIR date. */
  readonly date: string | null;
  /** Whether a mail has it as a structured document (CDA of level 3), and not as a PDF alone. */
  readonly isStructured: boolean;
};

/** An address of the practice's own list that is outside Étanche: its mail is readable at its operator. */
export type MailAddress = {
  readonly name: string;
  readonly speciality: string;
  readonly place: string;
  readonly email: string;
};

export type ColleaguesView = {
  /** Doctors of the directory, those to whom this practice wrote last first. */
  readonly sealed: readonly PartyView[];
  /** Practices as a whole: a message to one is for each of its doctors. */
  readonly practices: readonly PartyView[];
  readonly mail: readonly MailAddress[];
  readonly directory: DirectoryState;
  /** False if this practice has no entry, so that nobody can answer. */
  readonly isPublished: boolean;
};

export type SentState =
  | 'uploading'
  | 'queued'
  | 'received'
  | 'read'
  | 'refused'
  | 'withdrawing'
  | 'withdrawn'
  | 'unwithdrawn'
  | 'expired'
  | 'undeliverable'
  /** A share that a later one has renewed. */
  | 'replaced'
  /** The whole outbox does not have it, and the file has no record that it was sent. */
  | 'unlisted'
  /** The file records that it was sent, or not all of the outbox was read, and the server does not show it. */
  | 'unknown';

export type SentRow = {
  readonly id: string;
  readonly kind: 'message' | 'share' | 'transfer';
  readonly state: SentState;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  readonly changedAt: number;
  readonly expires: number | null;
  readonly to: PartyView;
  /** Whether the recipient signed the state: null where no receipt is due or it could not be verified now. */
  readonly isProved: boolean | null;
  /** This member sent it, and may take it back. */
  readonly isMine: boolean;
};

export type OutboxView = {
  readonly rows: readonly SentRow[];
  readonly next: string | null;
  readonly directory: DirectoryState;
};

/** A message about one patient, as the file records it. */
export type SentOfFile = {
  readonly id: string;
  readonly kind: SentRow['kind'];
  readonly subject: string;
  /** `doctor` is null for all doctors of the practice. */
  readonly to: { readonly doctor: string | null; readonly name: string };
  /** The member who wrote this in the file, as the order chain proves; null for one whom the practice does not list. */
  readonly sender: string | null;
  /** FHIR instant. */
  readonly at: string;
  readonly expires: string | null;
  readonly state: SentState;
  readonly isMine: boolean;
  /** Null for a message that the server no longer lists. */
  readonly recipient: PartyView | null;
};

/** The practice's own entry in the directory. `foreign`: its newest entry has a key that is not its own. */
export type OwnEntry = {
  readonly state: 'none' | 'current' | 'outdated' | 'foreign';
  readonly name: string;
  readonly place: string;
  readonly doctors: readonly string[];
  /** Settings that an entry needs and that are missing. */
  readonly missing: readonly ('letterhead' | 'town')[];
};

/** The outcome of a message whose answer was lost: the server has taken it, has not, or did not say. */
export type SendOutcome = 'sent' | 'not_sent' | 'unknown';

type Nothing = Readonly<Record<string, never>>;
type Recipient = {
  /** `member` is null for all doctors of the practice. */
  readonly to: { readonly practice: string; readonly member: string | null };
  /** The practice as the person saw it, and confirmed it by sending. */
  readonly seen: Standing;
  /** Names the sending for a repetition: the same key is never sent twice. */
  readonly key: string;
};

export type SendCalls = {
  /** The parts of a file that can be sent, the newest first. */
  sendables(input: { readonly scope: string }): readonly Sendable[];
  /** Searches on this device: no server learns who is looked for. */
  colleagues(input: { readonly text: string }): ColleaguesView;
  /** Verifies a practice with its vaults before something is sent to it. */
  colleagueVerify(input: { readonly practice: string; readonly member: string | null }): {
    readonly party: PartyView;
    readonly standing: Standing;
  };
  /** Reads the outcome of the sending of this key, after `uncertain`. Sends nothing. */
  messageCheck(input: { readonly key: string }): SendOutcome;
  /**
   * @returns the id of the message
   * @throws `conflict` if the practice has changed since the person saw it; `uncertain` if it may have left,
   * `already_sent`
   *   if an equal one had left, which was not known
   */
  messageSend(
    input: Recipient & {
      readonly scope: string;
      readonly items: readonly string[];
      readonly subject: string;
      readonly note: string;
    },
  ): string;
  /**
   * Shares the synthesis of a file for some days. One that `replaces` another share ends that when it arrives.
   *
   * @returns the id of the message
   */
  shareSend(
    input: Recipient & {
      readonly scope: string;
      readonly days: number;
      readonly replaces: string | null;
      readonly subject: string;
    },
  ): string;
  /** Ends a share of this member before its time. */
  shareEnd(input: { readonly scope: string; readonly id: string }): null;
  /** Answers an opened message with a letter to its sender, which is filed if the message was. */
  messageAnswer(input: Recipient & { readonly id: string; readonly subject: string; readonly body: string }): string;
  /** Sends an opened message on, as it is. */
  messageForward(input: Recipient & { readonly id: string; readonly note: string }): string;
  outbox(input: { readonly before: string | null }): OutboxView;
  /** Takes back a message that nobody has opened. */
  messageWithdraw(input: { readonly id: string }): null;
  /** The parts of a file that were sent, with recipients, the newest first. */
  sentOfFile(input: { readonly scope: string }): readonly SentOfFile[];
  ownEntry(input: Nothing): OwnEntry;
  /** Publishes the practice in the directory, with the facts of its settings. */
  ownEntryPublish(input: Nothing): null;
};

/** Sealed bytes of a message that the server has, of all. */
export type SendEvents = { readonly sending: { readonly key: string; readonly sent: number; readonly of: number } };
