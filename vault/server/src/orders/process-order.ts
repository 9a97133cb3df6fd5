import {
  type ReadOrder,
  beforeGenesis,
  follows,
  type ChainPosition,
  type Approval,
} from '@etanche/core-vault-protocol';
import type pg from 'pg';
import type { MemberConfig } from '../config/member-config.ts';
import { Refusal } from '../http/refusal.ts';
import type { VaultPosition } from '../seeds/seed-file.ts';
import { alarmOf, applyAction } from './apply-order.ts';
import { isAdmitted, signerOf, validApprovals, type ApprovalChecks } from './approvals.ts';
import { hasProposer, quorumOf, type Quorum } from './order-quorum.ts';
import { checkOrder } from './order-rules.ts';
import { appendOrder, appliedOrders, findPending, keepPending, type PendingOrder } from './order-store.ts';
import { findPractice, raiseAlarm, type PracticeRow } from './practice-row.ts';
import { founders, signersOf, type Signers } from './signers.ts';

export type ProcessOrderOptions = {
  readonly position: VaultPosition;
  /** This vault's key, base64url. */
  readonly signingKey: string;
  readonly operators: readonly string[];
  readonly config: MemberConfig;
};

/** The attachments of an order. `attested`: t vaults have signed receipts that they applied it. */
export type SentOrder = {
  readonly approvals: readonly Approval[];
  readonly attested: boolean;
  readonly checks: ApprovalChecks;
};

/** `appliedAt` in ms; null while the order is pending. */
export type OrderOutcome = Quorum & { readonly appliedAt: number | null };

/**
 * Handles one order in a transaction that holds the practice's lock: applies it, stores it as pending, or refuses it. A
 * pending order has been applied and rolled back, so that nobody is asked to approve an order that would be refused
 * later.
 *
 * @throws Refusal `order_conflict`, `order_gap`, `order_expired`, `order_refused`, `caller_refused`
 */
export async function processOrder(
  client: pg.ClientBase,
  options: ProcessOrderOptions,
  read: ReadOrder,
  sent: SentOrder,
  now: number,
): Promise<OrderOutcome> {
  const { order } = read;
  const found = await findOrder(client, options, read, now);
  if ('before' in found) return found.before;

  const { pending, signers } = found;
  const approvals = await verifyApprovals(found, read, sent);
  const { attested } = sent;
  if (!attested) refuseLate(read, pending, now);

  const quorum = quorumOf(order, approvals, signers, options.config.delays, now, pending?.effectiveAt ?? null);
  const { complete, effectiveAt } = quorum;
  if (effectiveAt !== null && effectiveAt > order.expires * 1000 && !attested) {
    throw new Refusal('order_refused', { detail: 'The order expires before its delay ends.' });
  }
  const applies = complete || (effectiveAt !== null && (attested || effectiveAt <= now));
  await client.query('SAVEPOINT before_order');
  const { practice: id, audience, issuedAt } = order;
  await applyAction({ client, practice: id, audience, config: options.config, at: now, issuedAt }, read);
  if (applies) {
    await appendOrder(client, read, approvals, now);
    await raiseAlarm(client, order.practice, alarmOf(order.action), now);
    return { ...quorum, effectiveAt: null, appliedAt: now };
  }
  await client.query('ROLLBACK TO SAVEPOINT before_order');
  await keep(client, read, { approvals, effectiveAt, pending }, now);
  return { ...quorum, appliedAt: null };
}

/** The next order of its practice, with the data needed to judge its proposer. */
export type NextOrder = {
  readonly pending: PendingOrder | null;
  readonly signers: Signers;
  /** A genesis of which this vault has stored nothing. */
  readonly isNew: boolean;
};

/**
 * Looks an order up and performs the checks that need no signature. Writes nothing, and needs no lock if its result
 * only determines which signatures to verify before the lock is taken.
 *
 * @throws Refusal `order_conflict`, `order_gap`, `order_refused`
 */
export async function findOrder(
  client: pg.ClientBase,
  options: ProcessOrderOptions,
  read: ReadOrder,
  now: number,
): Promise<NextOrder | { readonly before: OrderOutcome }> {
  const { order } = read;
  const practice = await findPractice(client, order.practice);
  const before = await findOnChain(client, practice, read);
  if (before !== null) return { before };
  checkOrder(order, { ...options.position, signingKey: options.signingKey }, options.config, now);
  if (practice !== null && practice.audience.join() !== order.audience.join()) {
    throw new Refusal('order_refused', { detail: 'The audience is not the practice’s audience.' });
  }
  const pending = await findPending(client, order.practice, read.id);
  const { action } = order;
  const signers =
    practice === null ? founders(order, options.operators) : await signersOf(client, order.practice, action.kind, now);
  return { pending, signers, isNew: practice === null && pending === null };
}

/**
 * The valid approvals of an order, including those already stored with it. A new genesis that no records server of this
 * vault signed costs one verification for each such server, whatever else it carries.
 *
 * @throws Refusal `caller_refused` unless a signer known to this vault proposed it
 */
export async function verifyApprovals(
  { pending, signers, isNew }: NextOrder,
  { order, hash }: ReadOrder,
  { approvals: sent, checks }: Pick<SentOrder, 'approvals' | 'checks'>,
): Promise<readonly Approval[]> {
  if (isNew && !(await isAdmitted(hash, sent, signers, checks))) throw new Refusal('caller_refused');
  const approvals = await validApprovals(hash, [...(pending?.approvals ?? []), ...sent], signers, checks);
  if (!hasProposer(order, approvals, signers)) throw new Refusal('caller_refused');
  return approvals;
}

/** The applied order; null if it is the next one. */
async function findOnChain(
  client: pg.ClientBase,
  practice: PracticeRow | null,
  { order, id }: ReadOrder,
): Promise<OrderOutcome | null> {
  const last: ChainPosition = practice ?? beforeGenesis;
  const next = last.sequence + 1;
  if (order.sequence > next) throw new Refusal('order_gap', { detail: `The next order here is number ${next}.` });
  if (order.sequence === next) {
    if (!follows(order, last)) throw new Refusal('order_conflict');
    return null;
  }
  const [there] = await appliedOrders(client, order.practice, order.sequence, 1);
  if (there?.hash !== id) throw new Refusal('order_conflict');
  const needed = there.approvals.length;
  return { approvals: needed, needed, complete: true, effectiveAt: null, appliedAt: there.appliedAt };
}

/**
 * An order that t vaults have applied is accepted even if it is late or cancelled here: their receipts prove that it
 * was in time and not cancelled.
 */
function refuseLate({ order }: ReadOrder, pending: PendingOrder | null, now: number): void {
  if (now > order.expires * 1000) throw new Refusal('order_expired');
  if (pending?.cancelled === true) throw new Refusal('order_refused', { detail: 'An approver cancelled the order.' });
}

async function keep(
  client: pg.ClientBase,
  read: ReadOrder,
  {
    approvals,
    effectiveAt,
    pending,
  }: {
    readonly approvals: readonly Approval[];
    readonly effectiveAt: number | null;
    readonly pending: PendingOrder | null;
  },
  now: number,
): Promise<void> {
  const [first] = approvals;
  const proposer = first === undefined ? '' : signerOf(first);
  await keepPending(client, read, { approvals, proposer, effectiveAt }, now);
  // A practice that does not exist yet has no contacts to notify.
  if (effectiveAt === null || pending?.effectiveAt === effectiveAt || read.order.sequence === 0) return;
  const { detail, member } = alarmOf(read.order.action);
  await raiseAlarm(client, read.order.practice, { kind: 'delayed_order', detail, ...(member && { member }) }, now);
}
