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

/** Indices of vaults that did not answer, and of vaults that received missing orders. */
export type CatchUpResult = { readonly away: readonly number[]; readonly caughtUp: readonly number[] };

/**
 * Sends each vault the orders of a practice that t others have applied and that it does not have, because it was
 * unreachable or its store was restored. The vault verifies every order; t receipts prove that the delays have passed.
 */
export async function catchUp(reader: VaultReader, practice: string): Promise<CatchUpResult> {
  const { vaults, threshold } = reader.federation;
  const answers = await fetchStatements(reader, practice);
  const statements = Array.from(answers.values()).filter((statement) => statement !== null);
  const agreed = agreedView(statements, threshold, true);
  const away = vaults.filter(({ index }) => !answers.has(index)).map(({ index }) => index);
  if (agreed === null) return { away, caughtUp: [] };
  const { sequence } = agreed.view;
  const sources = vaults.filter(({ index }) => agreed.indices.includes(index));
  const caughtUp: number[] = [];
  for (const vault of vaults.filter(({ index }) => answers.has(index))) {
    const last = answers.get(vault.index)?.sequence ?? -1;
    if (last >= sequence) continue;
    const orders = await ordersFrom(reader, sources, practice, last + 1);
    if (await sendAll(reader, vault, practice, orders)) caughtUp.push(vault.index);
  }
  return { away, caughtUp };
}

/** Returns the indices of the vaults that do not answer. A vault that does not have the practice answers too. */
export async function unreachableVaults(reader: VaultReader, practice: string): Promise<number[]> {
  const answers = await fetchStatements(reader, practice);
  return reader.federation.vaults.map(({ index }) => index).filter((index) => !answers.has(index));
}

/** Returns the statement of each vault that answers, by index; null if the vault does not have the practice. */
async function fetchStatements(reader: VaultReader, practice: string): Promise<Map<number, PracticeStatement | null>> {
  const answers = new Map<number, PracticeStatement | null>();
  const requests = reader.federation.vaults.map(async (vault) => {
    const statement = await askStatement(reader, vault, practice).catch(() => undefined);
    if (statement !== undefined) answers.set(vault.index, statement);
  });
  await Promise.all(requests);
  return answers;
}

/** Returns the next orders, at most one list, each with the receipts of all sources that list it. */
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

/** Returns whether the vault applied all orders. A rejected order is sent again in the next round. */
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
