import { issuersNeeded, type Approval, type ApproverCard } from '@etanche/core-vault-protocol';
import { type Bytes } from '@etanche/core-wire';
import type { Signers } from './signers.ts';
import { verifyAssertion } from './verify-assertion.ts';
import { verifyOrderSignature } from './verify-signature.ts';

/** Number of approvals to keep that have no effect at this vault, so that they cannot displace effective ones. */
const proposersKept = 1;
const foreignOperatorsKept = 8;
/**
 * Results of the verifications of one order's approvals, so that the second pass, under the practice's lock, verifies
 * nothing again.
 */
export type ApprovalChecks = Map<string, boolean>;

/** The identity of an approval's signer. Two approvals of one signer count once. */
export function signerOf(approval: Approval): string {
  switch (approval.by) {
    case 'approver':
      return `approver/${approval.approver}`;
    case 'member':
      return `member/${approval.member}`;
    case 'kit':
      return 'kit';
    case 'operator':
      return `operator/${approval.operator}`;
  }
}

/**
 * Returns the approvals that are valid for this order, one of each signer. An invalid approval is skipped and never
 * invalidates the others: a relay may have added it.
 *
 * A genesis keeps approvals by operators of other vaults, although they have no effect here: those vaults will need
 * them.
 */
export async function validApprovals(
  hash: Bytes,
  approvals: readonly Approval[],
  signers: Signers,
  checks: ApprovalChecks,
): Promise<readonly Approval[]> {
  const valid = new Map<string, Approval>();
  const genesis = signers.operators.length > 0;
  let proposers = 0;
  let strangers = 0;
  for (const approval of approvals) {
    const name = signerOf(approval);
    if (valid.has(name) || !(await isValid(hash, approval, signers, checks))) continue;
    if (approval.by === 'member' && !genesis && ++proposers > proposersKept) continue;
    const foreign = approval.by === 'operator' && !signers.operators.includes(approval.operator);
    if (foreign && ++strangers > foreignOperatorsKept) continue;
    valid.set(name, approval);
  }
  return [...valid.values()];
}

async function isValid(hash: Bytes, approval: Approval, signers: Signers, checks: ApprovalChecks): Promise<boolean> {
  const key = keyFor(approval, signers);
  if (key === undefined) return false;
  const name = JSON.stringify([approval, key]);
  const known = checks.get(name);
  if (known !== undefined) return known;
  const good =
    typeof key !== 'string'
      ? approval.by === 'approver' && (await verifyAssertion(approval.assertion, key, hash))
      : approval.by !== 'approver' && (await verifyOrderSignature(hash, key, approval.signature));
  checks.set(name, good);
  return good;
}

/** The key or card that an approval must verify against; undefined if its signer has no say here. */
function keyFor(approval: Approval, signers: Signers): ApproverCard | string | undefined {
  switch (approval.by) {
    case 'approver':
      return signers.approvers.get(approval.approver);
    case 'member':
      return signers.members.get(approval.member);
    case 'kit':
      return signers.kit ?? undefined;
    case 'operator':
      return signers.operators.length > 0 ? approval.operator : undefined;
  }
}

/** Whether a records server of this vault signed a genesis. Costs at most one verification for each such server. */
export async function isAdmitted(
  hash: Bytes,
  approvals: readonly Approval[],
  signers: Signers,
  checks: ApprovalChecks,
): Promise<boolean> {
  for (const operator of signers.operators) {
    const approval = approvals.find((each) => each.by === 'operator' && each.operator === operator);
    if (approval !== undefined && (await isValid(hash, approval, signers, checks))) return true;
  }
  return false;
}

/** The cards of the approvers who gave these approvals. */
export function approversOf(approvals: readonly Approval[], signers: Signers): ApproverCard[] {
  return approvals.flatMap((approval) => {
    const card = approval.by === 'approver' ? signers.approvers.get(approval.approver) : undefined;
    return card === undefined ? [] : [card];
  });
}

/**
 * The number of approvers that these cards count as: two if two of them have different passkeys and issuers. A lying
 * vault could have put its own key into every card that it issued.
 *
 * @param vaults number of vaults of the federation
 */
export function countApprovers(cards: readonly ApproverCard[], vaults: number): 0 | 1 | 2 {
  const differ = (a: ApproverCard, b: ApproverCard): boolean =>
    a.credential !== b.credential &&
    a.publicKey !== b.publicKey &&
    (a.index !== b.index || issuersNeeded(vaults) === 1);
  if (cards.some((card, i) => cards.slice(i + 1).some((other) => differ(card, other)))) return 2;
  return cards.length === 0 ? 0 : 1;
}
