import { mediaTypes, type Assertion, type Federation, type SignedOrder } from '@etanche/core-protocol';
import { askAll } from '../ask-all.ts';
import type { Transport } from '../transport.ts';
import { ask, practiceUrl } from './practice-requests.ts';
import { readOrderList, type ListedOrder } from './read-order.ts';

const listBytes = 4 * 1024 * 1024;
const answerBytes = 4096;

type Options = Transport & { readonly federation: Federation; readonly practice: string };

/**
 * The orders that wait or are delayed at any vault. Who shows them verifies nothing but the hash: each vault does that
 * when the order is posted again.
 *
 * @throws VaultClientError `refused`, `could_not_check` when fewer than t vaults answer
 */
export async function fetchPending(options: Options): Promise<readonly ListedOrder[]> {
  const { federation, practice } = options;
  const answers = await askAll(federation, federation.threshold, async (vault) => {
    const url = practiceUrl(vault, practice, '/pending');
    const text = await ask(options, { url, method: 'GET', accept: mediaTypes.json, maxBytes: listBytes });
    return readOrderList(text, practice);
  });
  const orders = new Map<string, { listed: ListedOrder; approvals: Map<string, SignedOrder['approvals'][number]> }>();
  for (const listed of answers.flatMap(({ answer }) => answer)) {
    const known = orders.get(listed.hash) ?? { listed, approvals: new Map() };
    for (const approval of listed.signed.approvals) known.approvals.set(JSON.stringify(approval), approval);
    orders.set(listed.hash, known);
  }
  return [...orders.values()].map(({ listed, approvals }) => ({
    ...listed,
    signed: { ...listed.signed, approvals: [...approvals.values()] },
  }));
}

/**
 * Withdraws an order that waits or is delayed, at every vault where it does.
 *
 * @param options.order base64url of its hash
 * @param options.assertion the approver's, whose challenge is `cancelHash(order)`
 * @returns the indices of the vaults that have withdrawn it
 * @throws VaultClientError `refused`, `could_not_check` when none has
 */
export async function cancelOrder(
  options: Options & { readonly order: string; readonly approver: string; readonly assertion: Assertion },
): Promise<readonly number[]> {
  const { federation, practice, order, approver, assertion } = options;
  const text = JSON.stringify({ order, approver, assertion });
  const answers = await askAll(federation, 1, async (vault) => {
    const url = practiceUrl(vault, practice, '/cancellations');
    const body = { mediaType: mediaTypes.json, text };
    return ask(options, { url, method: 'POST', body, accept: mediaTypes.json, maxBytes: answerBytes });
  });
  return answers.map(({ vault }) => vault.index);
}
