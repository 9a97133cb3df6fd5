import { approvalsNeeded, type Approval, type Order, type SignedOrder } from '@etanche/core-vault-protocol';
import { fromBase64url } from '@etanche/core-wire';
import { catchUp, fetchPending, postOrder, signOrder, type PostedOrder } from '@etanche/vault-client';
import { RecordsClientError } from '../records-client-error.ts';
import type { RecordsClient } from '../session/client.ts';
import type { Practice } from '../session/practice.ts';

/** How far an order has come, over all vaults. */
export type OrderState = {
  /** Hash, base64url: what an approver's passkey signs and its page shows. */
  readonly order: string;
  /** `applied` by t vaults; `delayed` until `effectiveAt` unless an approver cancels it; else it waits for approvals. */
  readonly status: 'waiting' | 'delayed' | 'applied';
  readonly approvals: number;
  readonly needed: number;
  /** Milliseconds since 1970, when t vaults will have applied it. */
  readonly effectiveAt: number | null;
};

/** An order that waits, with what may still come of it. */
export type PendingOrder = {
  readonly order: string;
  readonly content: Order;
  /** Who approved so far: approvers' and members' ids, or `kit`. */
  readonly approvedBy: readonly string[];
  readonly needed: number;
  /** To post it again with another approval. */
  readonly signed: SignedOrder;
};

/** A practice and how its vaults are asked. */
type PracticeAtVaults = { readonly practice: Pick<Practice, 'id' | 'federation' | 'vaults'> };

/** @throws VaultClientError `refused`, `could_not_check` when fewer than t vaults take it */
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

/** Orders that wait or are delayed at any vault. Each vault verifies the approvals itself. */
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
 * Adds this session's signature to an order that waits: the kit's counts in place of an approver's, with a delay.
 *
 * @throws RecordsClientError `not_found` when no vault has it waiting
 */
export async function signPending(
  client: Pick<RecordsClient, 'session' | 'practice' | 'secrets'>,
  order: string,
): Promise<OrderState> {
  const { signed } = await findPending(client, order);
  const approval = await signAs(client, fromBase64url(order, 32));
  return postToVaults(client, { ...signed, approvals: [...signed.approvals, approval] });
}

/** Posts an order that waits to all vaults again, with the approvals that any of them has. */
export async function repostPending(client: PracticeAtVaults, order: string): Promise<OrderState> {
  return postToVaults(client, (await findPending(client, order)).signed);
}

/** Sends each vault that is behind the orders that it lacks. @returns how many are behind still */
export async function catchUpVaults({
  practice: { id: practice, federation, vaults },
}: PracticeAtVaults): Promise<number> {
  return (await catchUp({ ...vaults, federation, practice })).length;
}

async function findPending(client: PracticeAtVaults, order: string): Promise<PendingOrder> {
  const found = (await pendingOrders(client)).find((one) => one.order === order);
  if (found === undefined) throw new RecordsClientError('not_found', 'no such order waits at the vaults');
  return found;
}

/** An order is applied, or will be, when t vaults say so; the others are sent it. */
export function progressOf({ order, answers, applied }: PostedOrder, threshold: number): OrderState {
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
