import type { Federation } from '@etanche/core-vault-protocol';
import { readChain } from '../orders/read-chain.ts';
import { readOrders } from '../orders/read-orders.ts';
import type { VaultLink } from './vault-link.ts';

export type Restore = { readonly logEpoch: number; readonly size: number; readonly root: string };

/**
 * The last order that opened a later epoch of a practice's log, from the chain that t vaults agree on.
 */
export async function findRestoreOrder(
  { federation, link, now }: { readonly federation: Federation; readonly link: VaultLink; readonly now: () => number },
  practice: string,
  epoch: number,
): Promise<Restore | null> {
  const { fetch, timeoutMs } = link.options;
  const reader = { federation, fetch, timeoutMs, now };
  const chain = await readChain(reader, practice);
  if (chain === null) return null;
  const orders = (await readOrders(reader, practice, chain, null)) ?? [];
  const last = orders.flatMap(({ action }) => (action.kind === 'restore' ? [action] : [])).at(-1);
  return last !== undefined && last.logEpoch > epoch ? last : null;
}
