import {
  approverCardSchema,
  fromBase64url,
  fromUtf8,
  orderHash,
  orderSchema,
  parseShape,
  toBase64url,
  type Approval,
  type ApproverCard,
  type Federation,
  type Order,
  type PracticeStatement,
  type SignedOrder,
} from '@etanche/core-protocol';
import { readOrders } from './answers.ts';
import { CallFailed, getJson, getText } from './call.ts';
import { bringUp, sendOrder, type OrderState } from './send-order.ts';
import { readStatement } from './statement.ts';

export type VaultEntry = Federation['vaults'][number];
/** What the page's own vault says of itself and the others. */
export type Site = {
  readonly index: number;
  readonly origin: string;
  readonly rpId: string;
  readonly federation: Federation;
};

export type VaultView = {
  readonly vault: VaultEntry;
  readonly statement: PracticeStatement | null;
  readonly pending: readonly SignedOrder[];
  /** Why it said nothing; null when it did. */
  readonly failure: string | null;
};

/** An order that waits somewhere. Everything shown of it is read from `payload`, whose hash is what is signed. */
export type PendingView = {
  readonly id: string;
  readonly payload: Uint8Array<ArrayBuffer>;
  /** Null when the payload is no order that this page understands whole: it is not signed here. */
  readonly order: Order | null;
  readonly approvals: readonly Approval[];
  readonly states: readonly OrderState[];
};

export type PracticeView = {
  readonly practice: string;
  readonly vaults: readonly VaultView[];
  /** The statement of the vault that is furthest. */
  readonly head: PracticeStatement;
  readonly cards: ReadonlyMap<string, ApproverCard>;
  readonly orders: readonly PendingView[];
};

/**
 * Asks every vault, carries what waits at one to the others, and brings those that lag up.
 *
 * @throws CallFailed when no vault says anything
 */
export async function loadPractice(site: Site, practice: string): Promise<PracticeView> {
  const vaults = await Promise.all(site.federation.vaults.map(async (vault) => look(vault, practice)));
  const said = vaults.filter((view) => view.statement !== null);
  const [best] = said.toSorted((a, b) => (b.statement?.sequence ?? 0) - (a.statement?.sequence ?? 0));
  if (!best?.statement) throw new CallFailed(vaults.find(({ failure }) => failure !== null)?.failure ?? 'unreachable');
  const head = best.statement;
  for (const { vault, statement, failure } of vaults) {
    if (statement === null && failure !== 'practice_unknown') continue;
    const held = (statement?.sequence ?? -1) + 1;
    if (held > head.sequence) continue;
    await bringUp({ to: vault, from: best.vault, held }, site.federation, practice).catch(() => undefined);
  }
  const waiting = union(vaults.flatMap(({ pending }) => pending)).filter((each) => isNext(each.order, head));
  const orders = await Promise.all(
    waiting.map(async (each) => {
      const states = each.order === null ? [] : await sendOrder(site.federation, practice, each);
      return { ...each, states };
    }),
  );
  const cards = new Map(head.approvers.map(({ approver, card }) => [approver, readCard(card)]));
  return { practice, vaults, head, cards, orders };
}

async function look(vault: VaultEntry, practice: string): Promise<VaultView> {
  const base = `${vault.url.replace(/\/$/, '')}/v1/practices/${practice}`;
  try {
    const [jws, { orders: pending }] = await Promise.all([getText(base), getJson(`${base}/pending`, readOrders)]);
    const statement = await readStatement(jws, vault.signingKey, practice);
    return { vault, statement, pending, failure: null };
  } catch (error) {
    const failure = error instanceof CallFailed ? error.code : 'answer_malformed';
    return { vault, statement: null, pending: [], failure };
  }
}

/** Each order once, with all its approvals. Its id is computed here, from the bytes. */
function union(pending: readonly SignedOrder[]): Omit<PendingView, 'states'>[] {
  const found = new Map<string, Omit<PendingView, 'states'>>();
  for (const { payload: text, approvals } of pending) {
    const payload = fromBase64url(text, undefined);
    const id = toBase64url(orderHash(payload));
    const before = found.get(id)?.approvals ?? [];
    const known = new Set(before.map((each) => JSON.stringify(each)));
    const more = approvals.filter((each) => !known.has(JSON.stringify(each)));
    found.set(id, { id, payload, order: readOrder(payload), approvals: [...before, ...more] });
  }
  return [...found.values()];
}

/** Strictly: a member that this page does not know, and so would not show, makes the whole unreadable. */
function readOrder(payload: Uint8Array): Order | null {
  try {
    return parseShape(orderSchema, JSON.parse(fromUtf8(payload)), 'order');
  } catch {
    return null;
  }
}

function isNext(order: Order | null, head: PracticeStatement): boolean {
  return order === null || (order.practice === head.practice && order.sequence > head.sequence);
}

/** The vault that signed the statement has verified the card. */
function readCard(jws: string): ApproverCard {
  const said: unknown = JSON.parse(fromUtf8(fromBase64url(jws.split('.')[1] ?? '', undefined)));
  return parseShape(approverCardSchema, said, 'card');
}
