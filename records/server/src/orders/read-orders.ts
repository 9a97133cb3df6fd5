import {
  beforeGenesis,
  isLinked,
  isNamedByItself,
  orderListSchema,
  practicesPath,
  readOrder,
  type Action,
  type ChainPosition,
  type HashedOrder,
} from '@etanche/core-vault-protocol';
import { parseShape } from '@etanche/core-wire';
import type { ReadChain, VaultReader } from './read-chain.ts';
import { getText } from './vault-http.ts';

/** An order that has been applied. `hash` is base64url. */
export type AppliedOrder = { readonly sequence: number; readonly hash: string; readonly action: Action };

const mostPages = 1000;

/**
 * The orders after `known` up to the head that t vaults agree on. One vault returns them: each contains the hash of the
 * previous one, so the head determines their bytes.
 *
 * @param known sequence and hash of the last stored order; null for none
 * @returns null if no vault returns orders that lead from `known` to the head
 */
export async function readOrders(
  reader: VaultReader,
  practice: string,
  chain: ReadChain,
  known: ChainPosition | null,
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
  known: ChainPosition | null,
): Promise<AppliedOrder[] | null> {
  const from = known ?? beforeGenesis;
  const orders: HashedOrder[] = [];
  const missing = () => view.sequence - from.sequence - orders.length;
  for (let page = 0; page < mostPages && missing() > 0; page++) {
    const text = await getText(reader.fetch, `${url}?from=${from.sequence + 1 + orders.length}`, reader.timeoutMs);
    const list = parseShape(orderListSchema, JSON.parse(text), 'list of orders').orders;
    if (list.length === 0) return null;
    for (const { payload } of list.slice(0, missing())) {
      const read = readOrder(payload);
      const { order } = read;
      if (order.practice !== practice || (order.sequence === 0 && !isNamedByItself(read))) return null;
      orders.push({ hash: read.id, order });
    }
  }
  if (!isLinked(orders, from, view)) return null;
  return orders.map(({ hash, order: { sequence, action } }) => ({ sequence, hash, action }));
}
