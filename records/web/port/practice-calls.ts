import type { PersonRole, ShownRole } from './session-calls.ts';

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
  /** End of the right of a substitute, in ms since 1970; null without an end. */
  readonly until: number | null;
  /** For doctors and administrators; null for others. A gateway has no passkey and no invitation. */
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
  /** For another end of a right: the end until now and the new one, in ms since 1970. */
  readonly renewal: { readonly from: number; readonly to: number } | null;
};

/** An approvals page of a vault, where approvers sign. */
type VaultPage = { readonly index: number; readonly owner: string | null; readonly url: string };

export type FreezeReasonView = 'lost_device' | 'suspected_theft' | 'precaution';

export type PracticeCalls = {
  members(input: Readonly<Record<string, never>>): readonly MemberView[];
  /** @returns the id of the invited member, the code to hand over, and its end in ms since 1970 */
  memberInvite(input: {
    readonly name: string;
    readonly roles: readonly PersonRole[];
    /** An existing member who needs new keys. */
    readonly member: string | null;
  }): { readonly id: string; readonly code: string; readonly expires: number };
  /** The practice and its vaults as text, for `etanche gateway init`. It is public. */
  gatewayPlace(input: Readonly<Record<string, never>>): string;
  /** Registers a gateway by its file of public keys, and proposes its enrolment. */
  gatewayAdmit(input: { readonly name: string; readonly keys: string; readonly compared: string }): null;
  memberWithdraw(input: { readonly member: string }): null;
  /**
   * Proposes the enrolment, or the new keys, of a person whose fingerprint was compared. `until`: end of the right of a
   * new member who is a substitute, in ms since 1970.
   */
  memberAdmit(input: { readonly member: string; readonly compared: string; readonly until: number | null }): null;
  /** Proposes another end of the right of a substitute, in ms since 1970, also after its end. */
  memberRenew(input: { readonly member: string; readonly until: number }): null;
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
