import {
  approverCardSchema,
  follows,
  isForFederation,
  mergeOrders,
  mostApprovals,
  orderHash,
  parseOrder,
  type ApproverCard,
  type Federation,
  type Order,
  type PracticeStatement,
  type SignedOrder,
} from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, parseShape, toBase64url } from '@etanche/core-wire';
import { agreedStatement } from './agreed-statement.ts';
import { readOrders } from './answers.ts';
import { CallFailed, getJson, getText } from './call.ts';
import type { OrderStates, PendingView, PracticeView, Site, VaultEntry, VaultView } from './practice-view.ts';
import { readStatement } from './statement.ts';

/**
 * Reads the practice from every vault and changes nothing; `relayPending` sends orders. Members and approvers are shown
 * only as t vaults agree on them: one vault alone, claiming a longer chain, could list anyone.
 *
 * @throws CallFailed if too few vaults answer, or fewer than t agree
 */
export async function loadPractice(site: Site, practice: string, states: OrderStates): Promise<PracticeView> {
  const vaults = await lookAtAll(site.federation, practice);
  const head = agreedStatement(vaults, site);
  if (head === null) throw new CallFailed(whyNot(vaults, site.federation.threshold));
  const orders = waitingOrders(vaults, head).map((each) => ({
    ...each,
    states: states.get(each.id) ?? [],
    follows: isSignable(each.order, head, site.federation),
  }));
  const cards = new Map(head.approvers.map(({ approver, card }) => [approver, readCard(card)]));
  return { practice, vaults, head, cards, orders };
}

function whyNot(vaults: readonly VaultView[], threshold: number): string {
  const answered = vaults.filter(({ statement }) => statement !== null);
  if (answered.length >= threshold) return 'vaults_disagree';
  return vaults.find(({ failure }) => failure !== null)?.failure ?? 'unreachable';
}

export function lookAtAll({ vaults }: Federation, practice: string): Promise<VaultView[]> {
  return Promise.all(vaults.map(async (vault) => look(vault, practice)));
}

/** Pending orders that continue the agreed chain, or that this page cannot read. */
export function waitingOrders(
  vaults: readonly VaultView[],
  head: PracticeStatement,
): Omit<PendingView, 'states' | 'follows'>[] {
  return union(vaults.flatMap(({ pending }) => pending)).filter(({ order }) => isNext(order, head));
}

export async function look(vault: VaultEntry, practice: string): Promise<VaultView> {
  const base = `${vault.url.replace(/\/$/, '')}/v1/practices/${practice}`;
  try {
    const [jws, { orders: pending }] = await Promise.all([getText(base), getJson(`${base}/pending`, readOrders)]);
    const statement = await readStatement(jws, vault, practice);
    return { vault, statement, pending, failure: null };
  } catch (error) {
    const failure = error instanceof CallFailed ? error.code : 'answer_malformed';
    return { vault, statement: null, pending: [], failure };
  }
}

/**
 * Returns each order once, with its approvals and room for the one of this page's approver. The id is computed here
 * from the bytes.
 */
function union(pending: readonly SignedOrder[]): Omit<PendingView, 'states' | 'follows'>[] {
  return mergeOrders(pending, mostApprovals - 1).flatMap(({ payload: text, approvals }) => {
    const payload = bytesOf(text);
    if (payload === null) return [];
    return { id: toBase64url(orderHash(payload)), payload, order: readPayload(payload), approvals };
  });
}

/** Null for a non-canonical encoding, which only a lying vault would send. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return fromBase64url(text, undefined);
  } catch {
    return null;
  }
}

/** Parses strictly: an unknown member, which this page could not show, makes the whole order unreadable. */
function readPayload(payload: Uint8Array<ArrayBuffer>): Order | null {
  try {
    return parseOrder(payload).order;
  } catch {
    return null;
  }
}

function isNext(order: Order | null, head: PracticeStatement): boolean {
  return order === null || (order.practice === head.practice && order.sequence > head.sequence);
}

function isSignable(order: Order | null, head: PracticeStatement, federation: Federation): boolean {
  return order !== null && follows(order, head) && isForFederation(order, federation);
}

/** The vaults that signed the statement have verified the card. */
function readCard(jws: string): ApproverCard {
  const said: unknown = JSON.parse(fromUtf8(fromBase64url(jws.split('.')[1] ?? '', undefined)));
  return parseShape(approverCardSchema, said, 'card');
}
