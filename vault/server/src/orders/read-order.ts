import {
  isNamedByItself,
  readOrder as readSigned,
  type ReadOrder,
  type SignedOrder,
} from '@etanche/core-vault-protocol';
import { Refusal } from '../http/refusal.ts';

/**
 * Reads an order as received; nothing is verified yet.
 *
 * @throws Refusal `request_invalid` unless the payload is an order for the practice of the path, `order_refused` for a
 *   genesis whose practice id is not the hash of the genesis
 */
export function readOrder({ payload }: Pick<SignedOrder, 'payload'>, practice: string): ReadOrder {
  let read: ReadOrder;
  try {
    read = readSigned(payload);
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
