import {
  mediaTypes,
  mergeOrders,
  mostApprovals,
  orderAnswerSchema,
  orderListSchema,
  practicesPath,
  readOrder,
  type PracticeStatement,
  type SignedOrder,
} from '@etanche/core-vault-protocol';
import { parseShape } from '@etanche/core-wire';
import { agreedView } from './chain-view.ts';
import { askStatement, type Vault, type VaultReader } from './read-chain.ts';
import { getText, postText } from './vault-http.ts';

/** Indices of vaults that do not answer, and of vaults that received missing orders. */
export type BroughtUp = { readonly away: readonly number[]; readonly brought: readonly number[] };

/**
 * Sends each vault the orders of a practice, or the practice itself, that t others have applied and it lacks because it was
 * unreachable or its store was restored. The vault verifies every order; t receipts prove that the delays have passed.
 */
export async function bringUp(reader: VaultReader, practice: string): Promise<BroughtUp> {
  const { vaults, threshold } = reader.federation;
  const said = await askAll(reader, practice);
  const statements = Array.from(said.values()).filter((statement) => statement !== null);
  const agreed = agreedView(statements, threshold, true);
  const away = vaults.filter(({ index }) => !said.has(index)).map(({ index }) => index);
  if (agreed === null) return { away, brought: [] };
  const { sequence } = agreed.view;
  const sources = vaults.filter(({ index }) => agreed.indices.includes(index));
  const brought: number[] = [];
  for (const vault of vaults.filter(({ index }) => said.has(index))) {
    const held = said.get(vault.index)?.sequence ?? -1;
    if (held >= sequence) continue;
    const orders = await ordersFrom(reader, sources, practice, held + 1);
    if (await sendAll(reader, vault, practice, orders)) brought.push(vault.index);
  }
  return { away, brought };
}

/** Indices of the vaults that do not answer about a practice, whether they know it or not. */
export async function unreached(reader: VaultReader, practice: string): Promise<number[]> {
  const said = await askAll(reader, practice);
  return reader.federation.vaults.map(({ index }) => index).filter((index) => !said.has(index));
}

/** Each answering vault's statement by index; null if it lacks the practice. */
async function askAll(reader: VaultReader, practice: string): Promise<Map<number, PracticeStatement | null>> {
  const said = new Map<number, PracticeStatement | null>();
  const asked = reader.federation.vaults.map(async (vault) => {
    const statement = await askStatement(reader, vault, practice).catch(() => undefined);
    if (statement !== undefined) said.set(vault.index, statement);
  });
  await Promise.all(asked);
  return said;
}

/** The next orders, at most one list, each with the receipts of all sources that list it. */
async function ordersFrom(
  { fetch, timeoutMs }: VaultReader,
  sources: readonly Vault[],
  practice: string,
  from: number,
): Promise<SignedOrder[]> {
  const lists = await Promise.allSettled(
    sources.map(async ({ url }) => {
      const text = await getText(fetch, `${url}${practicesPath}/${practice}/orders?from=${from}`, timeoutMs);
      return parseShape(orderListSchema, JSON.parse(text), 'list of orders').orders;
    }),
  );
  const listed = lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : []));
  return mergeOrders(listed, mostApprovals)
    .map((signed) => ({ signed, sequence: readOrder(signed.payload).order.sequence }))
    .sort((a, b) => a.sequence - b.sequence)
    .map(({ signed }) => signed);
}

/** Whether the vault has applied them all. A rejected order is sent again in the next round. */
async function sendAll(
  { fetch, timeoutMs }: VaultReader,
  { url }: Vault,
  practice: string,
  orders: readonly SignedOrder[],
): Promise<boolean> {
  for (const order of orders) {
    try {
      const path = `${url}${practicesPath}/${practice}/orders`;
      const text = await postText(fetch, path, JSON.stringify(order), mediaTypes.json, timeoutMs);
      if (parseShape(orderAnswerSchema, JSON.parse(text), 'answer').status !== 'applied') return false;
    } catch {
      return false;
    }
  }
  return orders.length > 0;
}
