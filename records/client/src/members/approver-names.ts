import type { RecordsClient } from '../session/client.ts';
import { readCard } from './require-two-issuers.ts';

/**
 * The names of the present approvers by id, as their cards state them. The vaults verified the cards with the orders.
 */
export async function approverNames({
  practice,
}: Pick<RecordsClient, 'practice'>): Promise<ReadonlyMap<string, string>> {
  const { chain } = await practice.state();
  return new Map(Array.from(chain.approvers.values(), ({ approver, card }) => [approver, readCard(card).name]));
}
