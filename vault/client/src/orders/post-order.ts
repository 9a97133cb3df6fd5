import type { Federation, OrderAnswer, SignedOrder } from '@etanche/core-vault-protocol';
import { failureVerdict } from '../evaluate/failure-verdict.ts';
import type { Vault } from '../key-sets/key-set-statements.ts';
import type { Transport } from '../transport.ts';
import { VaultClientError, type VaultFailure } from '../vault-client-error.ts';
import { VaultFailed } from '../vault-failed.ts';
import { nextSequence, ordersTo, sendOrders } from './catch-up.ts';
import { askOrder } from './practice-requests.ts';
import { readSignedOrder, type ListedOrder } from './read-order.ts';

export type PostedOrder = {
  /** Base64url of the order's hash. */
  readonly order: string;
  /** Answers by vault, in the federation's order. */
  readonly answers: readonly { readonly index: number; readonly answer: OrderAnswer }[];
  readonly failures: readonly VaultFailure[];
  /** Whether t vaults have applied it, which makes it final. */
  readonly applied: boolean;
};

/**
 * Posts an order to every vault. A vault that lacks earlier orders gets them first, with the receipts of the others.
 * The order may be posted again at any time, with the same or more approvals.
 *
 * @throws VaultClientError `refused`, `could_not_check` if fewer than t vaults accept it, `request_invalid` if it is
 * not
 *   an order
 */
export async function postOrder(
  options: Transport & { readonly federation: Federation; readonly signedOrder: SignedOrder },
): Promise<PostedOrder> {
  const { federation, signedOrder } = options;
  const listed = readOwnOrder(signedOrder);
  const failures: VaultFailure[] = [];
  const first = await Promise.all(federation.vaults.map((vault) => attempt(options, vault, listed)));
  const outcomes = await Promise.all(
    first.map(async (outcome) => {
      if (!(outcome.result instanceof VaultFailed) || outcome.result.code !== 'order_gap') return outcome;
      const others = federation.vaults.filter(({ index }) => index !== outcome.vault.index);
      return attempt(options, outcome.vault, listed, others);
    }),
  );
  const answers: { index: number; answer: OrderAnswer }[] = [];
  for (const { vault, result } of outcomes) {
    if (result instanceof VaultFailed) failures.push(result.asFailure(vault.index));
    else answers.push({ index: vault.index, answer: result });
  }
  if (answers.length < federation.threshold) throw failureVerdict(failures, federation.threshold - answers.length);
  const applied = answers.filter(({ answer }) => answer.status === 'applied').length >= federation.threshold;
  return { order: listed.hash, answers, failures, applied };
}

type Outcome = { readonly vault: Vault; readonly result: OrderAnswer | VaultFailed };

/** @param sources vaults that may have the orders that this one lacks */
async function attempt(
  transport: Transport,
  vault: Vault,
  { order, signed }: ListedOrder,
  sources: readonly Vault[] = [],
): Promise<Outcome> {
  const { practice, sequence, previous } = order;
  try {
    if (sources.length > 0) {
      const next = await nextSequence(transport, vault, practice);
      if (next < sequence) {
        const last = { sequence: sequence - 1, head: previous };
        const missing = await ordersTo(transport, sources, practice, next, last);
        await sendOrders(transport, vault, practice, missing);
      }
    }
    return { vault, result: await askOrder(transport, vault, practice, signed) };
  } catch (error) {
    if (!(error instanceof VaultFailed)) throw error;
    return { vault, result: error };
  }
}

function readOwnOrder(signed: SignedOrder): ListedOrder {
  try {
    return readSignedOrder(signed);
  } catch (cause) {
    throw new VaultClientError('request_invalid', 'the payload is not an order', { cause });
  }
}
