import { issuersNeeded, type Approval, type ApproverCard, type Bytes } from '@etanche/core-protocol';
import type { Signers } from './signers.ts';
import { verifyAssertion } from './verify-assertion.ts';
import { verifyOrderSignature } from './verify-signature.ts';

/** Of what counts for nothing here, so many are kept: the rest would take the place of what counts. */
const proposersKept = 1;
const foreignOperatorsKept = 8;
/** What was verified of one order's approvals: a second look, under the practice's lock, verifies nothing again. */
export type ApprovalChecks = Map<string, boolean>;

/** Who gave an approval: two of one name are one. */
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
 * Those approvals that are good for this order, one of each signer. An approval that is not is left out, never a reason
 * to refuse the others: whoever relays them may have added a bad one.
 *
 * An operator of another vault is kept with a genesis, though it counts for nothing here: that vault will ask for it.
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

/** What an approval must verify against; undefined where its signer counts for nothing. */
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

/**
 * Whether a records server of this vault signed a genesis: one verification for each of them at most, of nobody else.
 */
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

/** The approvers among those who gave these approvals. */
export function approversOf(approvals: readonly Approval[], signers: Signers): ApproverCard[] {
  return approvals.flatMap((approval) => {
    const card = approval.by === 'approver' ? signers.approvers.get(approval.approver) : undefined;
    return card === undefined ? [] : [card];
  });
}

/**
 * As how many approvers these cards count: two, if there are two of them with different passkeys, issued by two different
 * vaults. A vault that lies could have written a key of its own into each card that it issued.
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
