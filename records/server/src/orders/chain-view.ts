import type { PracticeStatement } from '@etanche/core-vault-protocol';

/** A member as t vaults have it. `emergency`: whatever froze it leaves the emergency quota. */
export type ChainMember = {
  readonly member: string;
  readonly auth: string;
  readonly keys: string;
  readonly roles: PracticeStatement['members'][number]['roles'];
  readonly status: 'active' | 'frozen' | 'retired';
  readonly emergency: boolean;
};

/** A practice as t vaults have it. */
export type ChainView = {
  readonly sequence: number;
  /** Hash of the last order, base64url. */
  readonly head: string;
  readonly live: boolean;
  readonly members: readonly ChainMember[];
};

/**
 * What t vaults agree on, or null while they do not: the same head, and for each member the same keys and roles. A
 * member is active when t say so, retired when t say so, and frozen otherwise: a freeze may have reached some only.
 *
 * @param all no further statement will come
 */
export function agreedView(
  statements: readonly PracticeStatement[],
  threshold: number,
  all: boolean,
): { readonly view: ChainView; readonly indices: readonly number[] } | null {
  const groups = Object.values(Object.groupBy(statements, ({ sequence, head }) => `${sequence}/${head}`));
  const enough = groups.filter((group) => group !== undefined && group.length >= threshold) as PracticeStatement[][];
  const newest = enough.toSorted((a, b) => (b[0]?.sequence ?? 0) - (a[0]?.sequence ?? 0))[0];
  if (newest?.[0] === undefined) return null;
  const same = new Set(newest.map((each) => JSON.stringify(factsOf(each)))).size === 1;
  if (!same && !all) return null;
  const { sequence, head } = newest[0];
  const live = newest.filter((each) => each.live).length >= threshold;
  const members = membersOf(newest, threshold);
  return { view: { sequence, head, live, members }, indices: newest.map(({ index }) => index) };
}

function membersOf(statements: readonly PracticeStatement[], threshold: number): ChainMember[] {
  const ids = new Set(statements.flatMap(({ members }) => members.map(({ member }) => member)));
  return Array.from(ids).flatMap((id) => {
    const said = statements.flatMap((each) => factsOf(each).members.filter(({ member }) => member === id));
    const groups = Object.values(Object.groupBy(said, ({ auth, keys, roles }) => JSON.stringify([auth, keys, roles])));
    const agreed = groups.find((group) => (group?.length ?? 0) >= threshold);
    // What fewer than t say of somebody is said by vaults that lie: the order chain is the same for all of them.
    if (agreed?.[0] === undefined) return [];
    const count = (status: ChainMember['status']) => agreed.filter((each) => each.status === status).length;
    const status =
      count('active') >= threshold ? 'active' : count('retired') >= threshold ? 'retired' : ('frozen' as const);
    return [{ ...agreed[0], status, emergency: agreed.every(({ emergency }) => emergency) }];
  });
}

/** The parts of a statement that vaults can agree on. */
function factsOf({ sequence, head, live, members, freezes }: PracticeStatement): ChainView {
  return {
    sequence,
    head,
    live,
    members: members
      .map(({ member, auth, keys, roles, status }) => {
        const own = freezes.filter((freeze) => freeze.member === member);
        const takesAll = own.some(({ by, reason }) => by === 'approver' && reason === 'suspected_theft');
        const emergency = status === 'active' || (status === 'frozen' && own.length > 0 && !takesAll);
        return { member, auth, keys, roles: roles.toSorted(), status, emergency };
      })
      .toSorted((a, b) => (a.member < b.member ? -1 : 1)),
  };
}
