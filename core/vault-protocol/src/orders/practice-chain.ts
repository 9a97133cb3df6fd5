import type { Action, Approver, Role } from './action.ts';
import type { ChainKeys } from './chain-keys.ts';
import type { ChainPosition } from './link.ts';

/** Keys and roles of a member from one order of the chain on. */
export type MemberPeriod = ChainKeys & { readonly sequence: number; readonly roles: readonly Role[] };

export type ChainMember = {
  readonly member: string;
  /** The first is the enrolment, each further one a new seed. */
  readonly periods: readonly [MemberPeriod, ...MemberPeriod[]];
  /** Sequence of the order that retired the member. */
  readonly retired: number | null;
};
export type KitPeriod = ChainKeys & { readonly sequence: number };
export type ChainImporter = Extract<Action, { kind: 'importer' }> & { readonly sequence: number };

/** The state of a practice that its orders determine, from the genesis to the head. */
export type Chain = ChainPosition & {
  readonly server: string;
  readonly members: ReadonlyMap<string, ChainMember>;
  readonly approvers: ReadonlyMap<string, Approver>;
  /** The kits by age; the last one is valid. */
  readonly kits: readonly [KitPeriod, ...KitPeriod[]];
  readonly importers: ReadonlyMap<string, ChainImporter>;
  /** Sequence of the order `live`. */
  readonly live: number | null;
  readonly contacts: readonly string[];
  readonly logEpoch: number;
};

/** The keys and roles that a member has had since the last order about them. */
export function currentPeriod(member: ChainMember): MemberPeriod {
  return member.periods.at(-1) ?? member.periods[0];
}
