import { orderHash, orderSchema, practiceIdOf, type Order, type SignedOrder } from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, parseShape, toBase64url, type Bytes } from '@etanche/core-wire';
import { Refusal } from '../http/refusal.ts';

/** An order as received; nothing is verified yet. */
export type ReadOrder = {
  readonly order: Order;
  readonly payload: Bytes;
  /** 32 bytes, and the same in base64url. */
  readonly hash: Bytes;
  readonly id: string;
};

/**
 * @throws Refusal `request_invalid` unless the payload is an order for the practice of the path, `order_refused` for a
 *   genesis whose practice id is not the hash of the genesis
 */
export function readOrder({ payload }: Pick<SignedOrder, 'payload'>, practice: string): ReadOrder {
  let read: ReadOrder;
  try {
    read = parseOrder(fromBase64url(payload, undefined));
  } catch (cause) {
    throw new Refusal('request_invalid', { detail: 'The payload is not an order.' }, { cause });
  }
  if (read.order.practice !== practice) {
    throw new Refusal('request_invalid', { detail: 'The order is for another practice.' });
  }
  if (read.order.action.kind === 'genesis' && !isNamedByItself(read)) {
    throw new Refusal('order_refused', { detail: 'The practice’s id is not the hash of this genesis.' });
  }
  return read;
}

function isNamedByItself({ order, payload }: ReadOrder): boolean {
  try {
    return practiceIdOf(payload) === order.practice;
  } catch {
    return false;
  }
}

/** @throws ProtocolError, SyntaxError */
export function parseOrder(payload: Bytes): ReadOrder {
  const order = parseShape(orderSchema, JSON.parse(fromUtf8(payload)), 'order');
  const hash = orderHash(payload);
  return { order, payload, hash, id: toBase64url(hash) };
}
