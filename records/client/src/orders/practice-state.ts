import type { Action, Approver, Federation, PracticeStatement, Role } from '@etanche/core-vault-protocol';

/** Keys and roles of a member from one order of the chain on. `auth` and `keys` (the keys hash) are base64url. */
export type MemberPeriod = {
  readonly sequence: number;
  readonly auth: string;
  readonly keys: string;
  readonly roles: readonly Role[];
};
export type ChainMember = {
  readonly member: string;
  /** The first is the enrolment, each further one a new seed. */
  readonly periods: readonly [MemberPeriod, ...MemberPeriod[]];
  /** Sequence of the order that retired it. */
  readonly retired: number | null;
};
export type KitPeriod = { readonly sequence: number; readonly auth: string; readonly keys: string };
export type ChainImporter = Extract<Action, { kind: 'importer' }> & { readonly sequence: number };

/** What the orders say, from the genesis that the keyring names to the head. */
export type Chain = {
  readonly sequence: number;
  /** Hash of the last order, base64url. */
  readonly head: string;
  readonly server: string;
  readonly members: ReadonlyMap<string, ChainMember>;
  readonly approvers: ReadonlyMap<string, Approver>;
  /** The kits by age; the last one is good. */
  readonly kits: readonly [KitPeriod, ...KitPeriod[]];
  readonly importers: ReadonlyMap<string, ChainImporter>;
  /** Sequence of the order `live`. */
  readonly live: number | null;
  readonly contacts: readonly string[];
  readonly logEpoch: number;
};

/**
 * A freeze as a vault states it, and the indices of the vaults that state it, among those that agree. It holds for certain
 * once every honest vault has it: until then the others may still serve the member.
 */
export type Freeze = PracticeStatement['freezes'][number] & { readonly vaults: readonly number[] };

/** The chain, and what t vaults sign about now. */
export type PracticeState = {
  readonly practice: string;
  readonly federation: Federation;
  readonly chain: Chain;
  /** `frozen`: fewer than t vaults would serve it. */
  readonly statuses: ReadonlyMap<string, 'active' | 'frozen' | 'retired'>;
  /** Those that stand at any of the vaults. */
  readonly freezes: readonly Freeze[];
  /** Milliseconds, by the client's clock. */
  readonly readAt: number;
};
