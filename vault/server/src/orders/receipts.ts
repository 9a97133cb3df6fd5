import { type ReadOrder, orderReceiptSchema, type OrderReceipt } from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, jwsTypes, parseShape, signCompact, utf8, verifyCompact } from '@etanche/core-wire';
import type { SigningKey } from '../seeds/signing-key.ts';

/** Signs that this vault has applied an order. The receipt is the same each time. @param appliedAt ms */
export async function signReceipt(
  signingKey: SigningKey,
  index: number,
  { practice, sequence, order }: Pick<OrderReceipt, 'practice' | 'sequence' | 'order'>,
  appliedAt: number,
): Promise<string> {
  const receipt: OrderReceipt = { practice, sequence, order, index, appliedAt: Math.floor(appliedAt / 1000) };
  return signCompact(utf8(JSON.stringify(receipt)), jwsTypes.orderReceipt, signingKey.key, signingKey.publicKey);
}

/** The number of different vaults of the audience with a receipt for this order. */
export async function countReceipts(
  receipts: readonly string[],
  audience: readonly string[],
  read: ReadOrder,
): Promise<number> {
  const vaults = new Set<string>();
  for (const receipt of receipts) {
    const kid = await signerOf(receipt, audience, read);
    if (kid !== null) vaults.add(kid);
  }
  return vaults.size;
}

async function signerOf(
  receipt: string,
  audience: readonly string[],
  { order, id }: ReadOrder,
): Promise<string | null> {
  try {
    const resolve = (kid: string) => Promise.resolve(audience.includes(kid) ? fromBase64url(kid, 32) : null);
    const { payload, kid } = await verifyCompact(receipt, jwsTypes.orderReceipt, resolve);
    const said = parseShape(orderReceiptSchema, JSON.parse(fromUtf8(payload)), 'receipt');
    const same = said.practice === order.practice && said.sequence === order.sequence && said.order === id;
    return same && audience[said.index - 1] === kid ? kid : null;
  } catch {
    return null;
  }
}
