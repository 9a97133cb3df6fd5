import type { SendingAudience, SendingState } from '@etanche/records-fhir';

/** Whether MSSanté mail about a patient can leave through the gateway of the practice. */
export type MailReadiness = {
  /**
   * `ready`: an active gateway that has its secrets has a mailbox; `no_mailbox`: none of those has one, or it has not
   * started yet; `none`: there is no such gateway.
   */
  readonly gateway: 'ready' | 'no_mailbox' | 'none';
  readonly ownMailbox: {
    /** The patient's address in Mon espace santé; null if the identity names none. */
    readonly address: string | null;
    readonly name: string;
  };
};

export type MailRecipient = { readonly address: string; readonly name: string };

/** A mail about one patient, as the file records it. */
export type MailOfFile = {
  /** Record id. */
  readonly id: string;
  readonly title: string;
  readonly to: MailRecipient;
  /** The member who wrote it, as the order chain proves; null if that could not be checked. */
  readonly sender: string | null;
  /** The member in whose name it would leave, if that is another one than the writer: it is not sent. */
  readonly claimed: string | null;
  /** Milliseconds since 1970: when it was given to the gateway, or what is known of it changed last. */
  readonly at: number;
  readonly audience: SendingAudience;
  readonly isLast: boolean;
  readonly state: SendingState;
  readonly reason: string | null;
  /** A later mail repeats it. */
  readonly isRepeated: boolean;
};

/** A mail on the gateway's list. */
export type QueuedMailView = {
  readonly id: string;
  readonly patient: { readonly scope: string; readonly name: string };
  readonly to: MailRecipient;
  /** The member who wrote it, as far as the list or the open file proves it; null if neither does. */
  readonly sender: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** As the open file has it; otherwise as far as the list knows. */
  readonly state: SendingState;
  readonly reason: string | null;
};

export type MailCalls = {
  mailReadiness(input: { readonly scope: string }): MailReadiness;
  /**
   * Gives a mail to the gateway. It goes with `items` (`sendables`), or with the documents of the mail that it
   * `repeats`.
   *
   * @returns its record id
   * @throws `list_full` if too many mails wait, after which its record is not written again; `conflict` if a document
   *   left the file, or if the gateway has taken this mail with another content; RecordsClientError `not_found` without
   *   a gateway that has a mailbox
   */
  mailSend(input: {
    readonly scope: string;
    /** Record id of the mail, drawn before the first attempt: a repetition queues nothing twice, in any session. */
    readonly record: string;
    readonly items: readonly string[];
    readonly repeats: string | null;
    readonly to: MailRecipient;
    readonly audience: SendingAudience;
    readonly isLast: boolean;
    readonly note: string;
  }): string;
  /** Puts a mail that waits or is on its way on the gateway's list again, if it is not there. */
  mailRemind(input: { readonly scope: string; readonly id: string }): null;
  /** The mails of a file, the newest first. */
  mailsOfFile(input: { readonly scope: string }): readonly MailOfFile[];
  /**
   * The mails on the gateway's list, the newest first; null without a gateway. The list costs a unit of the agenda once
   * a day: `closed` if it would, and is not wanted.
   */
  mails(input: { readonly isWanted: boolean }): readonly QueuedMailView[] | 'closed' | null;
};
