import {
  mergeOrders,
  mostApprovals,
  type Approval,
  type Federation,
  type SignedOrder,
} from '@etanche/core-vault-protocol';
import { toBase64url } from '@etanche/core-wire';
import { readOrderAnswer, readOrders } from './answers.ts';
import { CallFailed, getJson, postJson } from './call.ts';
import type { OrderState } from './practice-view.ts';

type VaultEntry = Federation['vaults'][number];

export function ordersUrl(vault: VaultEntry, practice: string): string {
  return `${vault.url.replace(/\/$/, '')}/v1/practices/${practice}`;
}

/** Sends an order to every vault; each verifies it itself. */
export async function sendOrder(
  federation: Federation,
  practice: string,
  order: { readonly payload: Uint8Array; readonly approvals: readonly Approval[] },
): Promise<OrderState[]> {
  const body = { payload: toBase64url(order.payload), approvals: order.approvals };
  return Promise.all(
    federation.vaults.map(async (vault): Promise<OrderState> => {
      const { index } = vault;
      try {
        const answer = await postJson(`${ordersUrl(vault, practice)}/orders`, body, readOrderAnswer);
        return { index, answer, code: null };
      } catch (error) {
        return { index, answer: null, code: error instanceof CallFailed ? error.code : 'answer_malformed' };
      }
    }),
  );
}

/**
 * Sends a vault the orders that it missed, from another vault, each with the receipts of all vaults that applied it.
 *
 * @param held the number of orders that it has
 * @throws CallFailed
 */
export async function bringUp(
  { to, from, held }: { readonly to: VaultEntry; readonly from: VaultEntry; readonly held: number },
  federation: Federation,
  practice: string,
): Promise<void> {
  const lists = await Promise.all(
    federation.vaults
      .filter(({ index }) => index !== to.index)
      .map(async (vault) => missing(vault, practice, held).catch(() => [])),
  );
  const orders = await missing(from, practice, held);
  const known = new Set(orders.map(({ payload }) => payload));
  const others = lists.flat().filter(({ payload }) => known.has(payload));
  const receiptsOf = new Map(mergeOrders(others, mostApprovals).map(({ payload, receipts }) => [payload, receipts]));
  for (const { payload, approvals } of orders) {
    const body = { payload, approvals, receipts: receiptsOf.get(payload) ?? [] };
    await postJson(`${ordersUrl(to, practice)}/orders`, body, readOrderAnswer);
  }
}

async function missing(vault: VaultEntry, practice: string, from: number): Promise<SignedOrder[]> {
  const { orders } = await getJson(`${ordersUrl(vault, practice)}/orders?from=${from}`, readOrders);
  return orders;
}
