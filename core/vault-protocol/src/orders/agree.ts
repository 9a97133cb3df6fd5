import type { EnrolledMember } from './action.ts';
import { groupBy } from './group-by.ts';
import type { ChainPosition } from './link.ts';
import type { PracticeStatement } from './practice.ts';
import { isEnded } from './practice-chain.ts';

/** A member as t vaults state it. */
export type AgreedMember = EnrolledMember & {
  /** End of the member's right, in seconds since 1970; null without an end. */
  readonly until: number | null;
  /** `frozen`: fewer than t of the agreeing vaults would serve the member, and fewer than t have retired them. */
  readonly status: 'active' | 'frozen' | 'retired';
  /** Whether every vault that agrees leaves the member at least the emergency quota. */
  readonly emergency: boolean;
};

/** The state of a practice on which t of n vaults agree. */
export type Agreement = ChainPosition & {
  readonly live: boolean;
  /** Members whose keys and roles t vaults state alike, in the order of the first statement; roles are sorted. */
  readonly members: readonly AgreedMember[];
  /** The statements that agree, in the order given: one of each vault, at least t. */
  readonly statements: readonly [PracticeStatement, ...PracticeStatement[]];
  /** Whether these statements are equal in members and freezes as well, so that a further one changes no status. */
  readonly isUnanimous: boolean;
};

/**
 * The state that t vaults state alike in everything that the orders determine: head, live, server, members and
 * approvers. Freezes by the records server and times differ between honest vaults. The longest chain counts.
 *
 * @param statements with verified signatures; only the first one of each vault counts
 * @returns null if no t vaults agree
 */
export function agreeOnState(statements: readonly PracticeStatement[], threshold: number): Agreement | null {
  return agreeOn(statements, threshold, chainFacts);
}

/**
 * The same, if t vaults state the same head, even if they contradict each other in another fact: then a lying vault is
 * among them. A member is in the result only if t vaults agree on the member.
 */
export function agreeOnHead(statements: readonly PracticeStatement[], threshold: number): Agreement | null {
  return agreeOn(statements, threshold, ({ sequence, head }) => JSON.stringify([sequence, head]));
}

function agreeOn(
  statements: readonly PracticeStatement[],
  threshold: number,
  factsOf: (statement: PracticeStatement) => string,
): Agreement | null {
  const seen = new Set<number>();
  const firsts = statements.filter(({ index }) => !seen.has(index) && seen.add(index));
  const groups = groupBy(firsts, factsOf).filter(({ length }) => length >= threshold);
  const [agreeing] = groups.sort(([a], [b]) => b.sequence - a.sequence);
  if (agreeing === undefined) return null;
  const [first] = agreeing;
  return {
    sequence: first.sequence,
    head: first.head,
    live: agreeing.filter(({ live }) => live).length >= threshold,
    members: agreedMembers(agreeing, threshold),
    statements: agreeing,
    isUnanimous: new Set(agreeing.map(allFacts)).size === 1,
  };
}

function agreedMembers(statements: readonly PracticeStatement[], threshold: number): AgreedMember[] {
  const stated = statements.map((statement) => new Map(membersOf(statement).map((each) => [each.member, each])));
  const ids = new Set(statements.flatMap(({ members }) => members.map(({ member }) => member)));
  return Array.from(ids).flatMap((id) => {
    const each = stated.flatMap((members) => members.get(id) ?? []);
    // The orders are the same for all vaults: a fact that fewer than t of them state is a lie.
    const agreed = groupBy(each, enrolment).find(({ length }) => length >= threshold);
    if (agreed === undefined) return [];
    const enough = (status: AgreedMember['status']) =>
      agreed.filter((one) => one.status === status).length >= threshold;
    const status = enough('active') ? 'active' : enough('retired') ? 'retired' : 'frozen';
    return [{ ...agreed[0], status, emergency: agreed.every(({ emergency }) => emergency) } as const];
  });
}

function membersOf({ members, freezes, time }: PracticeStatement): AgreedMember[] {
  return members.map(({ member, auth, keys, roles, status, until = null }) => {
    const own = freezes.filter((freeze) => freeze.member === member);
    const takesAll = own.some(({ by, reason }) => by === 'approver' && reason === 'suspected_theft');
    const isOver = isEnded(until, time * 1000);
    const emergency = status === 'active' || (status === 'frozen' && own.length > 0 && !takesAll && !isOver);
    return { member, auth, keys, roles: roles.toSorted(), until, status, emergency };
  });
}

function chainFacts(statement: PracticeStatement): string {
  const { sequence, head, live, server, approvers } = statement;
  const members = membersOf(statement)
    .map((each) => [enrolment(each), each.status === 'retired'])
    .sort(byFirst);
  const cards = approvers.map(({ approver, card }) => [approver, card]).sort(byFirst);
  return JSON.stringify([sequence, head, live, server, members, cards]);
}

function allFacts(statement: PracticeStatement): string {
  const { sequence, head, live } = statement;
  const members = membersOf(statement).map((each) => [enrolment(each), each.status, each.emergency]);
  return JSON.stringify([sequence, head, live, members.sort(byFirst)]);
}

function enrolment({ member, auth, keys, roles, until }: Omit<AgreedMember, 'status' | 'emergency'>): string {
  return JSON.stringify([member, auth, keys, roles, until]);
}

function byFirst([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1;
}
