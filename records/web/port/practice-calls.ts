import type { ShownRole } from './session-calls.ts';

/** A member as the practice's chain of orders states it. */
export type MemberView = {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly ShownRole[];
  readonly status: 'invited' | 'waiting' | 'active' | 'frozen' | 'retired' | 'importer';
  /** False if nobody has given this member the secrets of its role yet. */
  readonly isGranted: boolean;
  /** The member has registered new keys that an order has to bring in. */
  readonly isRenewing: boolean;
  /** For doctors and administrators; null for others. */
  readonly devices: DevicesView | null;
};

/** Times in ms since 1970. */
export type DevicesView = {
  readonly passkeys: readonly {
    readonly id: string;
    readonly name: string;
    readonly created: number;
    readonly used: number;
  }[];
  readonly sessions: readonly {
    readonly id: string;
    readonly passkey: string;
    readonly created: number;
    readonly seen: number;
  }[];
  /** When the member tested a recovery sheet. */
  readonly sheet: number | null;
  readonly invitedUntil: number | null;
};

/** An order that waits for approvals at the vaults. */
type PendingView = {
  readonly order: string;
  readonly kind: string;
  /** Name of the member that it concerns. */
  readonly member: string | null;
  readonly memberId: string | null;
  readonly approvals: number;
  readonly needed: number;
  readonly proposed: number;
  /** For a raise: files in 24 hours, and its end in ms since 1970. */
  readonly raise: { readonly perDay: number; readonly until: number } | null;
};

/** An approvals page of a vault, where approvers sign. */
type VaultPage = { readonly index: number; readonly owner: string | null; readonly url: string };

export type FreezeReasonView = 'lost_device' | 'suspected_theft' | 'precaution';

export type PracticeCalls = {
  members(input: Readonly<Record<string, never>>): readonly MemberView[];
  /** @returns the code to hand over, and its end in ms since 1970 */
  memberInvite(input: {
    readonly name: string;
    readonly roles: readonly ShownRole[];
    /** An existing member who needs new keys. */
    readonly member: string | null;
  }): { readonly code: string; readonly expires: number };
  memberWithdraw(input: { readonly member: string }): null;
  /** Proposes the enrolment, or the new keys, of a person whose fingerprint was compared. */
  memberAdmit(input: { readonly member: string; readonly compared: string }): null;
  /** Seals the secrets of the role to an enrolled member. */
  memberGrant(input: { readonly member: string }): null;
  memberFreeze(input: { readonly member: string; readonly reason: FreezeReasonView }): null;
  memberRetire(input: { readonly member: string }): null;
  memberEndSession(input: { readonly member: string; readonly session: string }): null;
  memberRemovePasskey(input: { readonly member: string; readonly passkey: string }): null;
  pending(input: Readonly<Record<string, never>>): {
    readonly orders: readonly PendingView[];
    readonly pages: readonly VaultPage[];
  };
  /** In the demonstration only: both approvers of the trial sign. */
  demonstrationApprove(input: { readonly order: string }): null;
  /** True if a member has left since the practice's keys were changed last. */
  keysAreDue(input: Readonly<Record<string, never>>): boolean;
  keysChange(input: null): null;
};
