import {
  orderHash,
  orderListSchema,
  orderSchema,
  practiceIdOf,
  type Order,
  type SignedOrder,
} from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, findMismatch, ProtocolError, toBase64url } from '@etanche/core-wire';
import { parseJson } from '../transport.ts';
import { VaultFailed } from '../vault-failed.ts';

/** An order as listed by a vault. `hash` is computed from the payload's bytes, so a changed payload is detected. */
export type ListedOrder = { readonly hash: string; readonly order: Order; readonly signed: SignedOrder };

/** @throws VaultFailed `answer_invalid` */
export function readOrderList(text: string, practice: string): ListedOrder[] {
  const list = parseJson(text);
  if (findMismatch(orderListSchema, list) !== null) throw new VaultFailed('answer_invalid');
  return (list as { orders: SignedOrder[] }).orders.map((signed) => {
    const listed = readSignedOrder(signed);
    if (listed.order.practice !== practice) throw new VaultFailed('answer_invalid');
    return listed;
  });
}

/** @throws VaultFailed `answer_invalid`, also for a genesis whose practice id is not its hash */
export function readSignedOrder(signed: SignedOrder): ListedOrder {
  try {
    const payload = fromBase64url(signed.payload, undefined);
    const order = parseJson(fromUtf8(payload));
    if (findMismatch(orderSchema, order) !== null) throw new VaultFailed('answer_invalid');
    const read = { hash: toBase64url(orderHash(payload)), order: order as Order, signed };
    if (read.order.sequence === 0 && practiceIdOf(payload) !== read.order.practice) {
      throw new VaultFailed('answer_invalid');
    }
    return read;
  } catch (cause) {
    if (cause instanceof ProtocolError) throw new VaultFailed('answer_invalid', { cause });
    throw cause;
  }
}
