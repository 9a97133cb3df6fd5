import {
  isNamedByItself,
  orderListSchema,
  readOrder,
  type HashedOrder,
  type SignedOrder,
} from '@etanche/core-vault-protocol';
import { findMismatch, ProtocolError } from '@etanche/core-wire';
import { parseJson } from '../transport.ts';
import { VaultFailed } from '../vault-failed.ts';

/** An order as listed by a vault. `hash` is computed from the payload's bytes, so a changed payload is detected. */
export type ListedOrder = HashedOrder & { readonly signed: SignedOrder };

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
    const read = readOrder(signed.payload);
    if (read.order.sequence === 0 && !isNamedByItself(read)) throw new VaultFailed('answer_invalid');
    return { hash: read.id, order: read.order, signed };
  } catch (cause) {
    if (cause instanceof ProtocolError) throw new VaultFailed('answer_invalid', { cause });
    throw cause;
  }
}
