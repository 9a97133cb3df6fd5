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
  /** End of the member's right, in seconds since 1970; null without an end. */
  readonly until: number | null;
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

/** Whether a member has neither left nor reached the end of their right. @param nowMs milliseconds since 1970 */
export function isPresent({ retired, until }: Pick<ChainMember, 'retired' | 'until'>, nowMs: number): boolean {
  return retired === null && !isEnded(until, nowMs);
}

/** @param until seconds since 1970, or null @param nowMs milliseconds since 1970 */
export function isEnded(until: number | null, nowMs: number): boolean {
  return until !== null && until * 1000 <= nowMs;
}

/** The keys and roles that a member has had since the last order about them. */
export function currentPeriod(member: ChainMember): MemberPeriod {
  return member.periods.at(-1) ?? member.periods[0];
}
