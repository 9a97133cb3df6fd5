import type { Action, EnrolledMember } from './action.ts';

/**
 * Whether an enrolment gives a member whose right ends another end, and changes nothing else (docs/protocol.md 6.1.1).
 *
 * @param known a member who has not left. `until`: end of the right in seconds since 1970, null without an end
 */
export function isRenewal(
  known: Omit<EnrolledMember, 'roles'> & { readonly roles: readonly string[]; readonly until: number | null },
  { member, auth, keys, roles, until }: Extract<Action, { kind: 'enrol' }>,
): boolean {
  if (known.until === null || until === undefined) return false;
  const isSame = known.member === member && known.auth === auth && known.keys === keys;
  return isSame && known.roles.toSorted().join() === roles.toSorted().join();
}
