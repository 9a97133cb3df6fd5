import {
  parseOrder,
  type ReadOrder,
  cancelHash,
  type Assertion,
  type OrderAnswer,
  type SignedOrder,
  type Order,
} from '@etanche/core-vault-protocol';
import { toBase64url, isEtancheError } from '@etanche/core-wire';
import type { Database } from '@etanche/platform';
import type pg from 'pg';
import type { Asker, Lane } from '../http/lane.ts';
import { Refusal } from '../http/refusal.ts';
import type { SigningKey } from '../seeds/signing-key.ts';
import { isAdmitted } from './approvals.ts';
import { appliedOrders, cancelPending, dropPending, dueOrders, findPending, listPending } from './order-store.ts';
import { findPractice, lockPractice } from './practice-row.ts';
import { readOrder } from './read-order.ts';
import { countReceipts, signReceipt } from './receipts.ts';
import { founders, signersOf } from './signers.ts';
import {
  findOrder,
  processOrder,
  verifyApprovals,
  type NextOrder,
  type SentOrder,
  type OrderOutcome,
  type ProcessOrderOptions,
} from './process-order.ts';
import { verifyAssertion } from './verify-assertion.ts';

/** Maximum number of orders in one list, and approximate bytes. The next list begins where this one ends. */
const listed = 100;
const listedBytes = 1_000_000;

export type OrderServiceOptions = Omit<ProcessOrderOptions, 'signingKey'> & {
  readonly signingKey: SigningKey;
  readonly lanes: PracticeLanes;
  readonly now: () => number;
  readonly report: (kind: Order['action']['kind'], status: OrderAnswer['status']) => void;
  /** A due order of one practice could not be applied; the next round tries again. */
  readonly dueFailed: (error: unknown) => void;
};

const findFirst = `
  SELECT EXISTS (SELECT FROM practice WHERE id = $1)
    OR EXISTS (SELECT FROM pending_order WHERE practice = $1 AND hash = $2) AS known`;
/** Freezes never wait behind other requests: they protect people during an attack. */
const urgentKinds: ReadonlySet<Order['action']['kind']> = new Set(['freeze', 'confirm-freeze']);

/** The lanes in which requests about practices reach the store: on connections that claims do not use. */
export type PracticeLanes = {
  readonly ordinary: Lane;
  /** Freezes and cancellations. */
  readonly urgent: Lane;
  /** The database of the ordinary lane, for the vault's own work. */
  readonly database: Database;
};

/** Accepts, lists and cancels the orders of practices (docs/protocol.md section 6.1). */
export class OrderService {
  readonly #options: OrderServiceOptions;
  #due: Promise<void> | null = null;
  #nextDue: Promise<void> | null = null;

  constructor(options: OrderServiceOptions) {
    this.#options = options;
  }

  /**
   * Verifies every signature before it takes the practice's lock or a connection.
   *
   * @param network networks of the caller
   * @throws Refusal
   */
  async submit(practice: string, signed: SignedOrder, network: Asker): Promise<OrderAnswer> {
    const { now, report, lanes } = this.#options;
    const read = readOrder(signed, practice);
    const lane = urgentKinds.has(read.order.action.kind) ? lanes.urgent : lanes.ordinary;
    await this.#requireProposer(read, signed, network);
    await this.applyDue();
    const found = await this.#read(lane, network, (client) => findOrder(client, this.#rules, read, now()));
    if ('before' in found) return this.#answer(read, found.before);
    const sent = await this.#verify(read, signed, found);
    const outcome = await this.#transaction(lane, network, practice, (client) =>
      processOrder(client, this.#rules, read, sent, now()),
    );
    const answer = await this.#answer(read, outcome);
    report(read.order.action.kind, answer.status);
    return answer;
  }

  /**
   * Refuses, after one query, a genesis of an unknown practice that no records server of this vault signed. All further
   * work is for orders with a known proposer.
   */
  async #requireProposer(read: ReadOrder, { approvals }: SignedOrder, network: Asker): Promise<void> {
    const { order, hash, id } = read;
    const signers = founders(order, this.#options.operators);
    if (order.sequence !== 0 || (await isAdmitted(hash, approvals, signers, new Map()))) return;
    const known = await this.#options.lanes.ordinary.run(network, (database) =>
      reading(() => database.query<{ known: boolean }>(findFirst, [order.practice, id])),
    );
    if (known.rows[0]?.known !== true) throw new Refusal('caller_refused');
  }

  async #verify(read: ReadOrder, signed: SignedOrder, found: NextOrder): Promise<SentOrder> {
    const { position } = this.#options;
    const checks: SentOrder['checks'] = new Map();
    await verifyApprovals(found, read, { approvals: signed.approvals, checks });
    const vaults = await countReceipts(signed.receipts ?? [], read.order.audience, read);
    return { approvals: signed.approvals, attested: vaults >= position.threshold, checks };
  }

  /**
   * Cancels an order that is pending or delayed.
   *
   * @param order base64url of its hash
   * @param network networks of the caller
   * @throws Refusal `caller_refused` for every fault of the assertion, `order_refused` if no such order is pending
   */
  async cancel(practice: string, order: string, approver: string, assertion: Assertion, network: Asker): Promise<void> {
    const { now, lanes } = this.#options;
    const cardOf = async (client: pg.ClientBase) =>
      (await signersOf(client, practice, 'approvers', now())).approvers.get(approver);
    const card = await this.#read(lanes.urgent, network, cardOf);
    if (card === undefined || !(await verifyAssertion(assertion, card, cancelHash(order)))) {
      throw new Refusal('caller_refused');
    }
    await this.#transaction(lanes.urgent, network, practice, async (client) => {
      if ((await cardOf(client))?.publicKey !== card.publicKey) throw new Refusal('caller_refused');
      if (!(await cancelPending(client, practice, order, now()))) {
        throw new Refusal('order_refused', { detail: 'No such order is pending.' });
      }
    });
  }

  /** Applied orders from a sequence on, each with this vault's receipt. @throws Refusal `practice_unknown` */
  async list(practice: string, from: number, network: Asker): Promise<{ orders: SignedOrder[] }> {
    const { signingKey, position, lanes } = this.#options;
    const applied = await this.#read(lanes.ordinary, network, async (client) => {
      const orders = await appliedOrders(client, practice, from, listed);
      if (orders.length === 0) await requirePractice(client, practice);
      return orders;
    });
    const orders: SignedOrder[] = [];
    let bytes = 0;
    for (const { sequence, hash, payload, approvals, appliedAt } of applied) {
      bytes += payload.length * 2 + JSON.stringify(approvals).length;
      if (bytes > listedBytes && orders.length > 0) break;
      const receipt = await signReceipt(signingKey, position.index, { practice, sequence, order: hash }, appliedAt);
      orders.push({ payload: toBase64url(payload), approvals: [...approvals], receipts: [receipt] });
    }
    return { orders };
  }

  /** Pending and delayed orders, oldest first, with their valid approvals. @throws Refusal `practice_unknown` */
  async pending(practice: string, network: Asker): Promise<{ orders: SignedOrder[] }> {
    const { now, lanes } = this.#options;
    const pending = await this.#read(lanes.ordinary, network, async (client) => {
      const orders = await listPending(client, practice, now());
      if (orders.length === 0) await requirePractice(client, practice);
      return orders;
    });
    const orders = pending.map(({ payload, approvals }) => ({
      payload: toBase64url(payload),
      approvals: [...approvals],
    }));
    return { orders };
  }

  /**
   * Applies the delayed orders whose time has come, and drops those that cannot be applied any more. Calls during a
   * look share the next one: the look under way may have read the store before the time of an order came.
   */
  async applyDue(): Promise<void> {
    if (this.#due === null) return this.#look();
    this.#nextDue ??= this.#due.catch(() => undefined).then(() => this.#look());
    return this.#nextDue;
  }

  #look(): Promise<void> {
    this.#nextDue = null;
    const look = this.#applyDue().finally(() => {
      this.#due = null;
    });
    this.#due = look;
    return look;
  }

  async #applyDue(): Promise<void> {
    const { now, dueFailed, lanes } = this.#options;
    const due = await reading(() => lanes.database.transaction((client) => dueOrders(client, now())));
    for (const { practice, hash } of due) {
      // An error in one practice must not delay the orders and freezes of the others.
      await this.#applyDueOrder(practice, hash).catch(dueFailed);
    }
  }

  #applyDueOrder(practice: string, hash: string): Promise<void> {
    const { now, report, lanes } = this.#options;
    return reading(() =>
      lanes.database.transaction(async (client) => {
        await lockPractice(client, practice);
        const pending = await findPending(client, practice, hash);
        if (pending === null || pending.cancelled) return;
        const read = parseOrder(Uint8Array.from(pending.payload));
        await client.query('SAVEPOINT before_due');
        try {
          await processOrder(client, this.#rules, read, { approvals: [], attested: false, checks: new Map() }, now());
          report(read.order.action.kind, 'applied');
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          await client.query('ROLLBACK TO SAVEPOINT before_due');
          await dropPending(client, practice, hash);
        }
      }),
    );
  }

  get #rules(): ProcessOrderOptions {
    const { position, signingKey, operators, config } = this.#options;
    return { position, signingKey: signingKey.publicKey, operators, config };
  }

  async #answer({ order, id }: ReadOrder, outcome: OrderOutcome): Promise<OrderAnswer> {
    const { signingKey, position } = this.#options;
    const { practice, sequence } = order;
    const { approvals, needed, effectiveAt, appliedAt } = outcome;
    const answer = { order: id, approvals, needed };
    if (appliedAt !== null) {
      const receipt = await signReceipt(signingKey, position.index, { practice, sequence, order: id }, appliedAt);
      return { ...answer, status: 'applied', receipt };
    }
    if (effectiveAt === null) return { ...answer, status: 'waiting' };
    return { ...answer, status: 'delayed', effectiveAt: Math.ceil(effectiveAt / 1000) };
  }

  #read<T>(lane: Lane, network: Asker, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    return lane.run(network, (database) => reading(() => database.transaction(work)));
  }

  /** Serializes the orders of each practice. */
  #transaction<T>(
    lane: Lane,
    network: Asker,
    practice: string,
    work: (client: pg.PoolClient) => Promise<T>,
  ): Promise<T> {
    return this.#read(lane, network, async (client) => {
      await lockPractice(client, practice);
      return work(client);
    });
  }
}

async function requirePractice(client: pg.ClientBase, practice: string): Promise<void> {
  if ((await findPractice(client, practice)) === null) throw new Refusal('practice_unknown');
}

/** Rethrows a Refusal; any other error becomes `store_unavailable`. */
export async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isEtancheError(cause)) throw cause;
    throw new Refusal('store_unavailable', { retryAfter: 5 }, { cause });
  }
}
