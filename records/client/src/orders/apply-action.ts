import type { Order, Role } from '@etanche/core-vault-protocol';
import type { Chain, ChainMember, MemberPeriod } from './practice-state.ts';

/** The chain after its genesis. */
export function beginChain({ action, sequence }: Order, head: string): Chain {
  if (action.kind !== 'genesis') throw new RangeError('a chain begins with a genesis');
  return {
    sequence,
    head,
    server: action.server,
    members: new Map(action.members.map((member) => [member.member, newMember(member, sequence)])),
    approvers: new Map(action.approvers.map((approver) => [approver.approver, approver])),
    kits: [{ sequence, ...action.kit }],
    importers: new Map(),
    live: null,
    contacts: action.contacts,
    logEpoch: 1,
  };
}

/** The chain with an order's action, or null when it cannot follow: a vault would have refused it. */
export function applyAction(chain: Chain, { action, sequence }: Order): Chain | null {
  switch (action.kind) {
    case 'genesis':
      return null;
    case 'enrol':
      return chain.members.has(action.member) ? null : withMember(chain, newMember(action, sequence));
    case 'rekey':
      return rekey(chain, action.member, action, sequence);
    case 'thaw':
      return action.rekey === undefined ? chain : rekey(chain, action.member, action.rekey, sequence);
    case 'retire': {
      const member = activeMember(chain, action.member);
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

type Keys = { readonly auth: string; readonly keys: string };

function newMember(
  { member, auth, keys, roles }: Keys & { readonly member: string; readonly roles: readonly Role[] },
  sequence: number,
): ChainMember {
  return { member, periods: [{ sequence, auth, keys, roles }], retired: null };
}

function rekey(chain: Chain, id: string, { auth, keys }: Keys, sequence: number): Chain | null {
  const member = activeMember(chain, id);
  if (member === null) return null;
  const { roles } = currentPeriod(member);
  return withMember(chain, { ...member, periods: [...member.periods, { sequence, auth, keys, roles }] });
}

function activeMember(chain: Chain, id: string): ChainMember | null {
  const member = chain.members.get(id);
  return member === undefined || member.retired !== null ? null : member;
}

function withMember(chain: Chain, member: ChainMember): Chain {
  return { ...chain, members: new Map(chain.members).set(member.member, member) };
}

/** The keys and roles that a member has had since its last order. */
export function currentPeriod(member: ChainMember): MemberPeriod {
  return member.periods.at(-1) ?? member.periods[0];
}
