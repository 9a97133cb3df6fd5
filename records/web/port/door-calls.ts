import type { SessionState, ShownRole } from './session-calls.ts';

/** An invitation as the newcomer reads it. */
type InviteeView = {
  readonly practice: string;
  readonly name: string;
  readonly roles: readonly ShownRole[];
};

/** A recovery in progress on this device. */
export type RecoveryView = {
  /** The person reads it to each helper face to face. */
  readonly fingerprint: string;
  readonly helpersNeeded: number;
  readonly helped: number;
  /** In ms since 1970. */
  readonly expires: number;
};

/** Calls without a session: the ways into the application besides a known passkey. */
export type DoorCalls = {
  /** Reads an invitation without using it. */
  inviteeOf(input: { readonly invitation: string }): InviteeView;
  /** Makes a passkey and registers: the session that opens waits for the enrolment. */
  join(input: { readonly invitation: string; readonly passkeyName: string }): SessionState;
  /** Begins a recovery with the printed code. */
  recoveryBegin(input: { readonly code: string }): RecoveryView;
  /** The recovery that this device has begun; null if there is none. */
  recoveryState(input: null): RecoveryView | null;
  /** Makes a passkey in place of the lost ones, and signs in. */
  recoveryEnd(input: { readonly passkeyName: string }): SessionState;
};
