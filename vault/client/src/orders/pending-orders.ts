import { mediaTypes, mergeOrders, mostApprovals, type Assertion, type Federation } from '@etanche/core-vault-protocol';
import { askAll } from '../evaluate/ask-all.ts';
import type { Transport } from '../transport.ts';
import { ask, practiceUrl } from './practice-requests.ts';
import { readOrderList, readSignedOrder, type ListedOrder } from './read-order.ts';

const listBytes = 4 * 1024 * 1024;
const answerBytes = 4096;

type Options = Transport & { readonly federation: Federation; readonly practice: string };

/**
 * The pending and delayed orders of all vaults, with room for the approval of the caller. Only hashes are verified
 * here; each vault verifies the rest when the order is posted again.
 *
 * @throws VaultClientError `refused`, `could_not_check` if fewer than t vaults answer
 */
export async function fetchPending(options: Options): Promise<readonly ListedOrder[]> {
  const { federation, practice } = options;
  const answers = await askAll(federation, federation.threshold, async (vault) => {
    const url = practiceUrl(vault, practice, '/pending');
    const text = await ask(options, { url, method: 'GET', accept: mediaTypes.json, maxBytes: listBytes });
    return readOrderList(text, practice);
  });
  const listed = answers.flatMap(({ answer }) => answer.map(({ signed }) => signed));
  return mergeOrders(listed, mostApprovals - 1).map(readSignedOrder);
}

/**
 * Cancels a pending or delayed order at every vault that has it.
 *
 * @param options.order base64url of its hash
 * @param options.assertion the approver's, whose challenge is `cancelHash(order)`
 * @returns the indices of the vaults that have cancelled it
 * @throws VaultClientError `refused`, `could_not_check` if none has
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
