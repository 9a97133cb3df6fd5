import { fromBase64url, fromUtf8, parseShape, ProtocolError, toBase64url, type Bytes } from '@etanche/core-wire';
import { orderHash, orderSchema, type Order } from './order.ts';
import { practiceIdOf } from './practice-id.ts';

/** An order as read from its exact bytes. Its signatures are not verified. */
export type ReadOrder = {
  readonly order: Order;
  readonly payload: Bytes;
  /** 32 bytes, and the same in base64url. */
  readonly hash: Bytes;
  readonly id: string;
};

/**
 * Reads an order. The hash is computed from the bytes, so a changed payload is detected.
 *
 * @param text base64url of the payload
 * @throws ProtocolError `encoding_invalid`, `schema_invalid`
 */
export function readOrder(text: string): ReadOrder {
  return parseOrder(fromBase64url(text, undefined));
}

/** The same for the payload's bytes. @throws ProtocolError as `readOrder` */
export function parseOrder(payload: Bytes): ReadOrder {
  const order = parseShape(orderSchema, parseJson(fromUtf8(payload)), 'order');
  const hash = orderHash(payload);
  return { order, payload, hash, id: toBase64url(hash) };
}

/** Whether a genesis names the practice that its bytes commit to. */
export function isNamedByItself({ order, payload }: Pick<ReadOrder, 'order' | 'payload'>): boolean {
  try {
    return practiceIdOf(payload) === order.practice;
  } catch {
    return false;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ProtocolError('encoding_invalid', 'the order is not JSON', { cause });
  }
}
