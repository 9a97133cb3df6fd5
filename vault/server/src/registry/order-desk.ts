import {
  cancelHash,
  toBase64url,
  type Assertion,
  type OrderAnswer,
  type SignedOrder,
  type Order,
} from '@etanche/core-protocol';
import { isEtancheError } from '@etanche/core-protocol';
import type { Database } from '@etanche/platform';
import type pg from 'pg';
import type { Admission } from '../admission.ts';
import { Refusal } from '../refusal.ts';
import type { SigningKey } from '../signing-key.ts';
import { appliedOrders, cancelPending, dropPending, dueOrders, findPending, listPending } from './order-store.ts';
import { findPractice, lockPractice } from './practice-row.ts';
import { parseOrder, readOrder, type ReadOrder } from './read-order.ts';
import { signReceipt } from './receipts.ts';
import { signersOf } from './signers.ts';
import { takeOrder, type Taken, type TakeOrderParts } from './take-order.ts';
import { verifyAssertion } from './verify-assertion.ts';

/** Most orders in one list, and about how many bytes: the next list begins where this one ends. */
const listed = 100;
const listedBytes = 1_000_000;

export type OrderDeskParts = Omit<TakeOrderParts, 'signingKey'> & {
  readonly signingKey: SigningKey;
  readonly database: Database;
  /** Orders at work at once: each holds a connection, which claims need too. */
  readonly admission: Admission;
  readonly now: () => number;
  readonly report: (kind: Order['action']['kind'], status: OrderAnswer['status']) => void;
};

/** Takes, lists and cancels the orders of practices (docs/protocol.md section 6.1). */
export class OrderDesk {
  readonly #parts: OrderDeskParts;

  constructor(parts: OrderDeskParts) {
    this.#parts = parts;
  }

  /** @throws Refusal */
  async take(practice: string, signed: SignedOrder): Promise<OrderAnswer> {
    const { now, report } = this.#parts;
    const read = readOrder(signed, practice);
    await this.applyDue();
    const sent = { approvals: signed.approvals, receipts: signed.receipts ?? [] };
    const taken = await this.#transaction(practice, (client) => takeOrder(client, this.#rules, read, sent, now()));
    const answer = await this.#answer(read, taken);
    report(read.order.action.kind, answer.status);
    return answer;
  }

  /**
   * Withdraws an order that waits or is delayed.
   *
   * @param order base64url of its hash
   * @throws Refusal `caller_refused` for whatever is wrong with the assertion, `order_refused` when no such order waits
   */
  async cancel(practice: string, order: string, approver: string, assertion: Assertion): Promise<void> {
    const { now } = this.#parts;
    await this.#transaction(practice, async (client) => {
      const card = (await signersOf(client, practice, now())).approvers.get(approver);
      if (card === undefined || !(await verifyAssertion(assertion, card, cancelHash(order)))) {
        throw new Refusal('caller_refused');
      }
      if (!(await cancelPending(client, practice, order, now()))) {
        throw new Refusal('order_refused', { detail: 'No such order waits.' });
      }
    });
  }

  /** Applied orders from a sequence on, each with this vault's receipt. @throws Refusal `practice_unknown` */
  async list(practice: string, from: number): Promise<{ orders: SignedOrder[] }> {
    const { signingKey, place } = this.#parts;
    const applied = await this.#read((client) => appliedOrders(client, practice, from, listed));
    if (applied.length === 0) await this.#requirePractice(practice);
    const orders: SignedOrder[] = [];
    let bytes = 0;
    for (const { sequence, hash, payload, approvals, appliedAt } of applied) {
      bytes += payload.length * 2 + JSON.stringify(approvals).length;
      if (bytes > listedBytes && orders.length > 0) break;
      const receipt = await signReceipt(signingKey, place.index, { practice, sequence, order: hash }, appliedAt);
      orders.push({ payload: toBase64url(payload), approvals: [...approvals], receipts: [receipt] });
    }
    return { orders };
  }

  /** Orders that wait or are delayed, oldest first, with their valid approvals. @throws Refusal `practice_unknown` */
  async pending(practice: string): Promise<{ orders: SignedOrder[] }> {
    const { now } = this.#parts;
    const pending = await this.#read((client) => listPending(client, practice, now()));
    if (pending.length === 0) await this.#requirePractice(practice);
    const orders = pending.map(({ payload, approvals }) => ({
      payload: toBase64url(payload),
      approvals: [...approvals],
    }));
    return { orders };
  }

  /** Applies the delayed orders whose time has come. One that cannot be applied any more is dropped. */
  async applyDue(): Promise<void> {
    const { now, report } = this.#parts;
    for (const { practice, hash } of await this.#read((client) => dueOrders(client, now()))) {
      await this.#transaction(practice, async (client) => {
        const pending = await findPending(client, practice, hash);
        if (pending === null || pending.cancelled) return;
        const read = parseOrder(Uint8Array.from(pending.payload));
        await client.query('SAVEPOINT before_due');
        try {
          await takeOrder(client, this.#rules, read, { approvals: [], receipts: [] }, now());
          report(read.order.action.kind, 'applied');
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          await client.query('ROLLBACK TO SAVEPOINT before_due');
          await dropPending(client, practice, hash);
        }
      });
    }
  }

  get #rules(): TakeOrderParts {
    const { place, signingKey, operators, config } = this.#parts;
    return { place, signingKey: signingKey.publicKey, operators, config };
  }

  async #answer({ order, id }: ReadOrder, taken: Taken): Promise<OrderAnswer> {
    const { signingKey, place } = this.#parts;
    const { practice, sequence } = order;
    const { approvals, needed, effectiveAt, appliedAt } = taken;
    const answer = { order: id, approvals, needed };
    if (appliedAt !== null) {
      const receipt = await signReceipt(signingKey, place.index, { practice, sequence, order: id }, appliedAt);
      return { ...answer, status: 'applied', receipt };
    }
    if (effectiveAt === null) return { ...answer, status: 'waiting' };
    return { ...answer, status: 'delayed', effectiveAt: Math.ceil(effectiveAt / 1000) };
  }

  async #requirePractice(practice: string): Promise<void> {
    const known = await this.#read((client) => findPractice(client, practice));
    if (known === null) throw new Refusal('practice_unknown');
  }

  async #read<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    return reading(() => this.#parts.database.transaction(work));
  }

  /** One order at a time for each practice. */
  async #transaction<T>(practice: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const { admission, database } = this.#parts;
    return admission.run(1, () =>
      reading(() =>
        database.transaction(async (client) => {
          await lockPractice(client, practice);
          return work(client);
        }),
      ),
    );
  }
}

/** Only refusals of ours pass through; the rest is `store_unavailable`. */
export async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isEtancheError(cause)) throw cause;
    throw new Refusal('store_unavailable', { retryAfter: 5 }, { cause });
  }
}
