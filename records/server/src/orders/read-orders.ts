import {
  orderHash,
  orderListSchema,
  orderSchema,
  practiceIdOf,
  practicesPath,
  type Action,
} from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, parseShape, toBase64url } from '@etanche/core-wire';
import type { ReadChain, VaultReader } from './read-chain.ts';
import { getText } from './vault-http.ts';

/** An order that has been applied. `hash` is base64url. */
export type AppliedOrder = { readonly sequence: number; readonly hash: string; readonly action: Action };

const mostPages = 1000;
const beforeGenesis = toBase64url(new Uint8Array(32));

/**
 * The orders after `known` up to the head that t vaults agree on. One vault gives them: each names the hash of the one
 * before, so that their bytes follow from the head.
 *
 * @param known sequence and hash of the last order known; null for none
 * @returns null when no vault gives orders that lead from the one to the other
 */
export async function readOrders(
  reader: VaultReader,
  practice: string,
  chain: ReadChain,
  known: { readonly sequence: number; readonly head: string } | null,
): Promise<AppliedOrder[] | null> {
  if (known?.sequence === chain.view.sequence) return known.head === chain.view.head ? [] : null;
  for (const { url } of chain.vaults) {
    const orders = await readFrom(reader, `${url}${practicesPath}/${practice}/orders`, practice, chain, known).catch(
      () => null,
    );
    if (orders !== null) return orders;
  }
  return null;
}

async function readFrom(
  reader: VaultReader,
  url: string,
  practice: string,
  { view }: ReadChain,
  known: { readonly sequence: number; readonly head: string } | null,
): Promise<AppliedOrder[] | null> {
  const orders: AppliedOrder[] = [];
  let previous = known?.head ?? beforeGenesis;
  let next = (known?.sequence ?? -1) + 1;
  for (let page = 0; page < mostPages && next <= view.sequence; page++) {
    const text = await getText(reader.fetch, `${url}?from=${next}`, reader.timeoutMs);
    const list = parseShape(orderListSchema, JSON.parse(text), 'list of orders').orders;
    if (list.length === 0) return null;
    for (const { payload } of list) {
      if (next > view.sequence) break;
      const bytes = fromBase64url(payload, undefined);
      const order = parseShape(orderSchema, JSON.parse(fromUtf8(bytes)), 'order');
      if (order.practice !== practice || order.sequence !== next || order.previous !== previous) return null;
      if (next === 0 && practiceIdOf(bytes) !== practice) return null;
      previous = toBase64url(orderHash(bytes));
      orders.push({ sequence: next, hash: previous, action: order.action });
      next += 1;
    }
  }
  return previous === view.head ? orders : null;
}
