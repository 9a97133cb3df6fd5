import type { TransferCounts } from '@etanche/records-client';
import type { Trait } from '@etanche/records-interop';
import type { CandidateView, MessageView, PartyView, Standing } from './exchange-calls.ts';

/** Messages of a transfer: each is a volume, and the file is read once all are open. */
export type VolumesView = {
  /** Volumes that this session has opened. */
  readonly opened: number;
  readonly of: number;
  /** Bytes of the opened ones. */
  readonly bytes: number;
};

/** One message of a transfer that was verified and opened. */
export type ReceivedTransferView = {
  readonly id: string;
  readonly subject: string;
  readonly sender: PartyView;
  readonly isSenderActive: boolean;
  readonly standing: Standing;
  /** The sender's clock. */
  readonly sentAt: number;
  readonly volumes: VolumesView;
};

/** A complete file whose authors and versions were verified. */
export type TransferredFileView = {
  /** Names the file in `messageMatch` and `messageCompare`. */
  readonly matchId: string;
  readonly patient: NonNullable<MessageView['patient']>;
  readonly resources: number;
  /** Attached files of its documents. */
  readonly attachments: number;
  /** Earlier versions, and how many of them have no content any more. */
  readonly earlier: number;
  readonly missing: number;
  /** Times of the oldest and the newest version, milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly filed: TransferFiled | null;
};

/** Where the file is now, and what the transfer changed in it. */
export type TransferFiled = { readonly scope: string; readonly name: string; readonly counts: TransferCounts };

export type TransferFilingOutcome =
  | ({ readonly state: 'filed' } & TransferFiled)
  | { readonly state: 'differs'; readonly candidate: CandidateView };

export type ReceivedTransferCalls = {
  /** Verifies and opens one message: one unit, unless this session has opened it. */
  transferOpen(input: { readonly id: string }): ReceivedTransferView;
  /**
   * Opens the other messages of the same transfer that have arrived: one unit each. `stopped`: at a message of this
   * sender that belongs to something else, so that no further unit is spent.
   */
  transferComplete(input: { readonly id: string }): ReceivedTransferView & { readonly stopped: boolean };
  /** Verifies the file of a transfer whose messages are all open. */
  transferRead(input: { readonly id: string }): TransferredFileView;
  /**
   * Refuses a transfer: all of its messages end in this practice, opened or not, and those that arrive later; the sender
   * gets one receipt for them.
   *
   * @throws RecordsClientError `conflict` if a colleague has filed or refused it
   */
  transferRefuse(input: { readonly id: string }): null;
  /** Files a transfer; `scope` null makes a new file. `confirmed` are differing traits that a person has seen. */
  transferFile(input: {
    readonly id: string;
    readonly scope: string | null;
    readonly confirmed: readonly Trait[];
  }): TransferFilingOutcome;
};

/** Elements of a transfer that are written, of all. */
export type ReceivedTransferEvents = {
  readonly filing: { readonly id: string; readonly done: number; readonly of: number };
};
