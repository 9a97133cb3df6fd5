import { approvalsNeeded, type Approval, type Order, type SignedOrder } from '@etanche/core-vault-protocol';
import { fromBase64url } from '@etanche/core-wire';
import { catchUp, fetchPending, postOrder, signOrder, type PostedOrder } from '@etanche/vault-client';
import { RecordsClientError } from '../records-client-error.ts';
import type { Unlocked } from '../session/unlocked.ts';

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

type Vaults = Pick<Unlocked, 'practice' | 'federation' | 'options'>;

/** @throws VaultClientError `refused`, `could_not_check` when fewer than t vaults take it */
export async function postToVaults({ federation, options }: Vaults, signedOrder: SignedOrder): Promise<OrderState> {
  const { fetch, sleep, timeoutMs } = options;
  const posted = await postOrder({ fetch, sleep, timeoutMs, federation, signedOrder });
  for (const failure of posted.failures) options.report?.(failure);
  return progressOf(posted, federation.threshold);
}

/** The signature of this member, or of the kit. @param hash of the order, 32 bytes */
export async function signAs(unlocked: Unlocked, hash: Uint8Array<ArrayBuffer>): Promise<Approval> {
  const { member } = unlocked;
  const signer = member === 'kit' ? ({ by: 'kit' } as const) : ({ by: 'member', member } as const);
  return signOrder({ hash }, signer, unlocked.keys().auth);
}

/** Orders that wait or are delayed at any vault. Each vault verifies the approvals itself. */
export async function pendingOrders({ practice, federation, options }: Vaults): Promise<PendingOrder[]> {
  const { fetch, sleep, timeoutMs } = options;
  const listed = await fetchPending({ fetch, sleep, timeoutMs, federation, practice });
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
export async function signPending(unlocked: Unlocked, order: string): Promise<OrderState> {
  const { signed } = await findPending(unlocked, order);
  const approval = await signAs(unlocked, fromBase64url(order, 32));
  return postToVaults(unlocked, { ...signed, approvals: [...signed.approvals, approval] });
}

/** Posts an order that waits to all vaults again, with the approvals that any of them has. */
export async function repostPending(unlocked: Vaults, order: string): Promise<OrderState> {
  return postToVaults(unlocked, (await findPending(unlocked, order)).signed);
}

/** Sends each vault that is behind the orders that it lacks. @returns how many are behind still */
export async function catchUpVaults({ practice, federation, options }: Vaults): Promise<number> {
  const { fetch, sleep, timeoutMs } = options;
  return (await catchUp({ fetch, sleep, timeoutMs, federation, practice })).length;
}

async function findPending(unlocked: Vaults, order: string): Promise<PendingOrder> {
  const found = (await pendingOrders(unlocked)).find((one) => one.order === order);
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
