import { currentPeriod, isRenewal, type Action } from '@etanche/core-vault-protocol';
import type { PracticeState } from './practice-state.ts';

/** The end of a right until now and its new end, in seconds since 1970; null for an order that renews no right. */
export function renewalOf(
  { chain }: Pick<PracticeState, 'chain'>,
  action: Action,
): { readonly from: number; readonly to: number } | null {
  if (action.kind !== 'enrol' || action.until === undefined) return null;
  const known = chain.members.get(action.member);
  if (known === undefined || known.retired !== null || known.until === null) return null;
  const { auth, keys, roles } = currentPeriod(known);
  const { member, until } = known;
  return isRenewal({ member, auth, keys, roles, until }, action) ? { from: until, to: action.until } : null;
}
