import { approvalsNeeded, type Approval, type Order, type SignedOrder } from '@etanche/core-vault-protocol';
import { fromBase64url } from '@etanche/core-wire';
import { catchUp, fetchPending, postOrder, signOrder, type PostedOrder } from '@etanche/vault-client';
import { RecordsClientError } from '../records-client-error.ts';
import type { RecordsClient } from '../session/client.ts';
import type { Practice } from '../session/practice.ts';

/** Progress of an order over all vaults. */
export type OrderState = {
  /** Hash, base64url. An approver's page shows it and the passkey signs it. */
  readonly order: string;
  /** `applied` by t vaults; `delayed` until `effectiveAt` unless an approver cancels it; `waiting` for approvals. */
  readonly status: 'waiting' | 'delayed' | 'applied';
  readonly approvals: number;
  readonly needed: number;
  /** Milliseconds since 1970, when t vaults will have applied it. */
  readonly effectiveAt: number | null;
};

/** An order that waits for approvals or is delayed. */
type PendingOrder = {
  readonly order: string;
  readonly content: Order;
  /** The approvals so far: ids of approvers and members, or `kit`. */
  readonly approvedBy: readonly string[];
  readonly needed: number;
  /** To post it again with another approval. */
  readonly signed: SignedOrder;
};

/** A practice with the access to its vaults. */
type PracticeAtVaults = { readonly practice: Pick<Practice, 'id' | 'federation' | 'vaults'> };

/** @throws VaultClientError `refused`, `could_not_check` if fewer than t vaults accept it */
export async function postToVaults(
  { practice: { federation, vaults } }: PracticeAtVaults,
  signedOrder: SignedOrder,
): Promise<OrderState> {
  const posted = await postOrder({ ...vaults, federation, signedOrder });
  for (const failure of posted.failures) vaults.report?.(failure);
  return progressOf(posted, federation.threshold);
}

/** The signature of this member, or of the kit. @param hash of the order, 32 bytes */
export async function signAs(
  client: Pick<RecordsClient, 'session' | 'secrets'>,
  hash: Uint8Array<ArrayBuffer>,
): Promise<Approval> {
  const { member } = client.session;
  const signer = member === 'kit' ? ({ by: 'kit' } as const) : ({ by: 'member', member } as const);
  return signOrder({ hash }, signer, client.secrets.keys().auth);
}

/** Orders that are waiting or delayed at any vault. Each vault verifies the approvals itself. */
export async function pendingOrders({
  practice: { id: practice, federation, vaults },
}: PracticeAtVaults): Promise<PendingOrder[]> {
  const listed = await fetchPending({ ...vaults, federation, practice });
  return listed.map(({ hash, order, signed }) => ({
    order: hash,
    content: order,
    approvedBy: signed.approvals.map(approverOf),
    needed: order.action.kind === 'genesis' ? 0 : approvalsNeeded[order.action.kind],
    signed,
  }));
}

/**
 * Adds this session's signature to a pending order. The kit's signature replaces an approver's, with a delay.
 *
 * @throws RecordsClientError `not_found` if it is pending at no vault
 */
export async function signPending(
  client: Pick<RecordsClient, 'session' | 'practice' | 'secrets'>,
  order: string,
): Promise<OrderState> {
  const { signed } = await findPending(client, order);
  const approval = await signAs(client, fromBase64url(order, 32));
  return postToVaults(client, { ...signed, approvals: [...signed.approvals, approval] });
}

/** Posts a pending order to all vaults again, with the approvals that any of them has. */
export async function repostPending(client: PracticeAtVaults, order: string): Promise<OrderState> {
  return postToVaults(client, (await findPending(client, order)).signed);
}

/** Sends each vault the orders that it lacks. @returns the number of vaults that still lack orders */
export async function catchUpVaults({
  practice: { id: practice, federation, vaults },
}: PracticeAtVaults): Promise<number> {
  return (await catchUp({ ...vaults, federation, practice })).length;
}

async function findPending(client: PracticeAtVaults, order: string): Promise<PendingOrder> {
  const found = (await pendingOrders(client)).find((one) => one.order === order);
  if (found === undefined) throw new RecordsClientError('not_found', 'the vaults have no such pending order');
  return found;
}

/** The progress of a posted order: it counts as applied or delayed if t vaults say so. */
function progressOf({ order, answers, applied }: PostedOrder, threshold: number): OrderState {
  const times = answers
    .flatMap(({ answer }) => {
      if (answer.status === 'applied') return [0];
      return answer.effectiveAt === undefined ? [] : [answer.effectiveAt * 1000];
    })
    .sort((a, b) => a - b);
  const effectiveAt = applied ? null : (times[threshold - 1] ?? null);
  return {
    order,
    status: applied ? 'applied' : effectiveAt === null ? 'waiting' : 'delayed',
    approvals: Math.min(...answers.map(({ answer }) => answer.approvals)),
    needed: Math.max(...answers.map(({ answer }) => answer.needed)),
    effectiveAt,
  };
}

function approverOf(approval: Approval): string {
  switch (approval.by) {
    case 'approver':
      return approval.approver;
    case 'member':
      return approval.member;
    case 'kit':
      return 'kit';
    case 'operator':
      return approval.operator;
  }
}
