import type { TransferWithdrawal } from '@etanche/records-client';
import type { PartyView, Standing } from './exchange-calls.ts';
import type { Failure } from './messages.ts';

/** Sealed bytes of a transfer, and the messages that carry them. */
export type TransferSize = { readonly bytes: number; readonly volumes: number };

/**
 * A transfer of a whole file that this session works on, or that an earlier one did not finish on this device. `ready`:
 * sealed, and a person decides; `interrupted`: the server has a part of it, and the same sealed bytes continue.
 * `failure` is null for one of an earlier session. `isKept`: a later session on this device can continue it.
 */
export type TransferProgress =
  | { readonly phase: 'preparing' }
  | ({ readonly phase: 'ready' | 'sent' } & TransferSize)
  | ({
      readonly phase: 'sending';
      readonly sent: number;
      /** By the pace until now; null before the first part has arrived. */
      readonly secondsLeft: number | null;
      readonly isKept: boolean;
    } & TransferSize)
  | ({
      readonly phase: 'interrupted';
      readonly sent: number;
      readonly failure: Failure | null;
      readonly isKept: boolean;
    } & TransferSize);

export type TransferView = { readonly to: PartyView; readonly progress: TransferProgress };

/** Numbers of messages of a transfer by what became of them when it was taken back (`TransferWithdrawal`). */
export type TransferEnd = Readonly<Record<keyof TransferWithdrawal, number>>;

export type TransferCalls = {
  /** The transfer of a file on which this session works, or that this device keeps; null if there is none. */
  transferState(input: { readonly scope: string }): TransferView | null;
  /** Reads and seals the whole file for a practice. Nothing leaves before `transferSend`. */
  transferPrepare(input: {
    readonly scope: string;
    readonly subject: string;
    readonly to: { readonly practice: string; readonly member: string | null };
    readonly seen: Standing;
  }): null;
  /** Sends what the server does not have yet. The same call continues after an interruption. */
  transferSend(input: { readonly scope: string }): null;
  /** Stops, takes back what nobody has opened, and forgets the sealed bytes. */
  transferCancel(input: { readonly scope: string }): TransferEnd;
  /** Forgets a transfer that is over. */
  transferClose(input: { readonly scope: string }): null;
  /** Takes back unfinished messages of an earlier session, whose sealed bytes this device does not have. */
  transferWithdraw(input: { readonly scope: string; readonly ids: readonly string[] }): TransferEnd;
};

export type TransferEvents = { readonly transfer: { readonly scope: string; readonly view: TransferView | null } };
