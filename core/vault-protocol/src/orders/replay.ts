import type { Action, EnrolledMember } from './action.ts';
import type { ChainKeys } from './chain-keys.ts';
import { beforeGenesis, follows, positionOf, type HashedOrder } from './link.ts';
import { currentPeriod, type Chain, type ChainMember } from './practice-chain.ts';
import { isRenewal } from './renewal.ts';

/** The chain, or the sequence of the first order that contradicts those before it. */
export type Replayed = { readonly chain: Chain } | { readonly rejected: number };

/**
 * The state that orders lead to, from the genesis on. A vault applies the same rules to its tables; it also verifies
 * approvals and limits, for which t vaults vouch by signing the head.
 *
 * @param orders all orders of the practice, ascending
 */
export function replayChain(orders: readonly HashedOrder[]): Replayed {
  let chain: Chain | null = null;
  for (const each of orders) {
    const next: Chain | null = applyOrder(chain, each);
    if (next === null) return { rejected: each.order.sequence };
    chain = next;
  }
  return chain === null ? { rejected: 0 } : { chain };
}

/** The chain with one more order; null if the order cannot follow. @param chain null before the genesis */
export function applyOrder(chain: Chain | null, each: HashedOrder): Chain | null {
  if (!follows(each.order, chain ?? beforeGenesis)) return null;
  const next = chain === null ? begin(each) : applyAction(chain, each.order);
  return next === null ? null : { ...next, ...positionOf(each) };
}

function begin({ order: { action, sequence }, hash }: HashedOrder): Chain | null {
  if (action.kind !== 'genesis') return null;
  return {
    sequence,
    head: hash,
    server: action.server,
    members: new Map(action.members.map((member) => [member.member, newMember(member, sequence, null)])),
    approvers: new Map(action.approvers.map((approver) => [approver.approver, approver])),
    kits: [{ sequence, ...action.kit }],
    importers: new Map(),
    live: null,
    contacts: action.contacts,
    logEpoch: 1,
  };
}

function applyAction(chain: Chain, { action, sequence }: HashedOrder['order']): Chain | null {
  switch (action.kind) {
    case 'genesis':
      return null;
    case 'enrol':
      return enrol(chain, action, sequence);
    case 'rekey':
      return rekey(chain, action.member, action, sequence);
    case 'thaw':
      return action.rekey === undefined ? chain : rekey(chain, action.member, action.rekey, sequence);
    case 'retire': {
      const member = presentMember(chain, action.member);
      return member === null ? null : withMember(chain, { ...member, retired: sequence });
    }
    case 'approvers': {
      const approvers = new Map(chain.approvers);
      for (const id of action.remove) approvers.delete(id);
      for (const approver of action.add) approvers.set(approver.approver, approver);
      return { ...chain, approvers };
    }
    case 'kit':
      return { ...chain, kits: [...chain.kits, { sequence, ...action.kit }] };
    case 'contacts':
      return { ...chain, contacts: action.contacts };
    case 'server':
      return { ...chain, server: action.server };
    case 'importer':
      return { ...chain, importers: new Map(chain.importers).set(action.importer, { ...action, sequence }) };
    case 'live':
      return { ...chain, live: sequence };
    case 'restore':
      return { ...chain, logEpoch: action.logEpoch };
    case 'raise':
    case 'freeze':
    case 'confirm-freeze':
    case 'dormancy':
    case 'reactivate':
      return chain;
  }
}

function newMember({ member, auth, keys, roles }: EnrolledMember, sequence: number, until: number | null): ChainMember {
  return { member, periods: [{ sequence, auth, keys, roles }], retired: null, until };
}

/** A new member, or another end of the right of one whose right ends. */
function enrol(chain: Chain, action: Extract<Action, { kind: 'enrol' }>, sequence: number): Chain | null {
  const { until = null } = action;
  const known = chain.members.get(action.member);
  if (known === undefined) return withMember(chain, newMember(action, sequence, until));
  const { auth, keys, roles } = currentPeriod(known);
  const seat = { member: known.member, auth, keys, roles, until: known.until };
  return known.retired === null && isRenewal(seat, action) ? withMember(chain, { ...known, until }) : null;
}

function rekey(chain: Chain, id: string, { auth, keys }: ChainKeys, sequence: number): Chain | null {
  const member = presentMember(chain, id);
  if (member === null) return null;
  const { roles } = currentPeriod(member);
  return withMember(chain, { ...member, periods: [...member.periods, { sequence, auth, keys, roles }] });
}

function presentMember(chain: Chain, id: string): ChainMember | null {
  const member = chain.members.get(id);
  return member === undefined || member.retired !== null ? null : member;
}

function withMember(chain: Chain, member: ChainMember): Chain {
  return { ...chain, members: new Map(chain.members).set(member.member, member) };
}
