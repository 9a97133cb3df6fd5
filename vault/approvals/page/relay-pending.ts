import type { Federation } from '@etanche/core-vault-protocol';
import { agreedStatement } from './agreed-statement.ts';
import { look, lookAtAll, waitingOrders } from './practice.ts';
import type { OrderState, OrderStates, Site, VaultView } from './practice-view.ts';
import { bringUp, sendOrder } from './send-order.ts';

/**
 * Sends each vault that lags its missing orders, and orders that are pending at one vault to the others: a vault that
 * was unreachable learns of them. The page does this once for each visit of a practice.
 *
 * @returns the answers of the vaults; empty if fewer than t vaults agree on the practice
 */
export async function relayPending(site: Site, practice: string): Promise<OrderStates> {
  const vaults = await bringAllUp(await lookAtAll(site.federation, practice), site.federation, practice);
  const head = agreedStatement(vaults, site);
  if (head === null) return new Map();
  const readable = waitingOrders(vaults, head).filter(({ order }) => order !== null);
  return new Map(
    await Promise.all(
      readable.map(async (each): Promise<[string, readonly OrderState[]]> => [
        each.id,
        await sendOrder(site.federation, practice, each),
      ]),
    ),
  );
}

/** Updates each vault that lags from any vault that has the orders, and reads it again. */
async function bringAllUp(
  seen: readonly VaultView[],
  federation: Federation,
  practice: string,
): Promise<readonly VaultView[]> {
  const sources = seen.toSorted((a, b) => heldBy(b) - heldBy(a));
  return Promise.all(
    seen.map(async (view) => {
      if (view.statement === null && view.failure !== 'practice_unknown') return view;
      const held = heldBy(view);
      for (const source of sources.filter((each) => heldBy(each) > held)) {
        const route = { to: view.vault, from: source.vault, held };
        const isUp = await bringUp(route, federation, practice).then(
          () => true,
          () => false,
        );
        if (isUp) return look(view.vault, practice);
      }
      return view;
    }),
  );
}

/** The number of orders that a vault has applied, by its own statement. */
function heldBy({ statement }: VaultView): number {
  return (statement?.sequence ?? -1) + 1;
}
