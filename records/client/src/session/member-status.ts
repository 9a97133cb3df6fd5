import { currentPeriod, isPresent } from '@etanche/core-vault-protocol';
import { toBase64url } from '@etanche/core-wire';
import type { Caller } from '@etanche/core-records-protocol';
import { currentKit } from '../members/holders.ts';
import type { PracticeState } from '../orders/practice-state.ts';

/**
 * Status of the keys that signed in, by the chain and the vaults. `waiting`: not enrolled yet; `retired`: left, or the
 * end of their right is over; `replaced`: the member has a newer seed.
 */
export type MemberStatus = 'waiting' | 'active' | 'frozen' | 'retired' | 'replaced';

export type Standing = { readonly status: MemberStatus; readonly roles: readonly Caller[] };

export function standingOf(
  { chain, statuses }: PracticeState,
  { member, hash }: { readonly member: string; readonly hash: Uint8Array },
  nowMs: number,
): Standing {
  const keys = toBase64url(hash);
  if (member === 'kit') {
    if (currentKit(chain).keys === keys) return { status: 'active', roles: ['kit'] };
    return { status: chain.kits.some((kit) => kit.keys === keys) ? 'replaced' : 'waiting', roles: [] };
  }
  const importer = chain.importers.get(member);
  if (importer?.keys === keys) {
    const isOver = chain.live !== null || importer.until * 1000 <= nowMs;
    return isOver ? { status: 'retired', roles: [] } : { status: 'active', roles: ['importer'] };
  }
  const known = chain.members.get(member);
  if (known === undefined) return { status: 'waiting', roles: [] };
  const period = currentPeriod(known);
  if (period.keys !== keys) {
    return { status: known.periods.some((one) => one.keys === keys) ? 'replaced' : 'waiting', roles: [] };
  }
  if (!isPresent(known, nowMs)) return { status: 'retired', roles: [] };
  return { status: statuses.get(member) === 'frozen' ? 'frozen' : 'active', roles: period.roles };
}
