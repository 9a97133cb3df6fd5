import { approvalsNeeded, type Approval, type Order } from '@etanche/core-vault-protocol';
import type { MemberConfig } from '../config/member-config.ts';
import { approversOf, countApprovers } from './approvals.ts';
import type { Signers } from './signers.ts';

const hourMs = 3_600_000;

/**
 * The progress of an order. `effectiveAt` (ms) is set if the order applies by itself at that time because the kit
 * replaces an approver.
 */
export type Quorum = {
  readonly approvals: number;
  readonly needed: number;
  readonly complete: boolean;
  readonly effectiveAt: number | null;
};

/**
 * @param approvals valid ones, one of each signer
 * @param before the earlier time at which the order would have applied with fewer approvals, ms: the result is never
 * later
 */
export function quorumOf(
  order: Order,
  approvals: readonly Approval[],
  signers: Signers,
  delays: MemberConfig['delays'],
  now: number,
  before: number | null,
): Quorum {
  if (order.action.kind === 'genesis') return foundersQuorum(approvals, signers);
  const needed = approvalsNeeded[order.action.kind];
  const approvers = Math.min(needed, countApprovers(approversOf(approvals, signers), order.audience.length));
  if (approvers === needed) return { approvals: approvers, needed, complete: true, effectiveAt: null };
  const kit = approvals.some(({ by }) => by === 'kit');
  if (!kit) return { approvals: approvers, needed, complete: false, effectiveAt: null };
  const hours = approvers === needed - 1 && approvers > 0 ? delays.kitHours : delays.kitAloneHours;
  const effectiveAt = Math.min(before ?? Infinity, now + hours * hourMs);
  return { approvals: approvers + 1, needed, complete: false, effectiveAt };
}

/** Requires every founding member and one operator of this vault. */
function foundersQuorum(approvals: readonly Approval[], signers: Signers): Quorum {
  const members = approvals.filter(({ by }) => by === 'member').length;
  const admitted = approvals.some(({ by, ...rest }) => by === 'operator' && isOurs(rest, signers)) ? 1 : 0;
  const needed = signers.members.size + 1;
  return {
    approvals: members + admitted,
    needed,
    complete: admitted === 1 && members === signers.members.size && members > 0,
    effectiveAt: null,
  };
}

function isOurs(approval: object, { operators }: Signers): boolean {
  return 'operator' in approval && operators.some((operator) => operator === approval.operator);
}

/** Whether a signer known to this vault proposed the order. For a genesis only an operator of this vault counts. */
export function hasProposer(order: Order, approvals: readonly Approval[], signers: Signers): boolean {
  if (order.action.kind !== 'genesis') return approvals.length > 0;
  return approvals.some((approval) => approval.by === 'operator' && isOurs(approval, signers));
}
