import {
  agreeOnState,
  beforeGenesis,
  isForFederation,
  isLinked,
  type Agreement,
  type Approver,
  type ChainPosition,
  type Federation,
  type PracticeStatement,
} from '@etanche/core-vault-protocol';
import { askAll } from '../evaluate/ask-all.ts';
import { failureVerdict } from '../evaluate/failure-verdict.ts';
import type { Vault } from '../key-sets/key-set-statements.ts';
import type { Transport } from '../transport.ts';
import type { VaultFailure } from '../vault-client-error.ts';
import { VaultFailed } from '../vault-failed.ts';
import { nextSequence, ordersTo, sendOrders } from './catch-up.ts';
import { askOrders, askStatement } from './practice-requests.ts';
import type { ListedOrder } from './read-order.ts';

export type Practice = {
  readonly practice: string;
  readonly sequence: number;
  /** Hashes of the last and first order, base64url. A caller that remembers the first compares it. */
  readonly head: string;
  readonly genesis: string;
  readonly live: boolean;
  readonly server: string;
  readonly members: Agreement['members'];
  readonly approvers: readonly Approver[];
  /** The complete chain, from the genesis. */
  readonly orders: readonly ListedOrder[];
  /** Statements of the agreeing vaults, with the freezes of each. */
  readonly statements: readonly PracticeStatement[];
  /** Vaults that did not answer, do not know the practice, or disagree; `catchUp` sends them their missing orders. */
  readonly behind: readonly VaultFailure[];
};

type Options = Transport & { readonly federation: Federation; readonly practice: string };
type Said = { readonly vault: Vault; readonly answer: PracticeStatement };

/**
 * The state of a practice on which t vaults agree, and the chain of orders that leads to it, with verified hashes.
 *
 * @throws VaultClientError `refused` or `could_not_check` unless t vaults agree and one of them returns the chain
 */
export async function fetchPractice(options: Options): Promise<Practice> {
  const { federation, practice } = options;
  const behind: VaultFailure[] = [];
  const said = await askAll(
    federation,
    federation.threshold,
    (vault) => askStatement(options, vault, practice),
    (failure) => behind.push(failure),
  );
  const agreed = agreeOnState(
    said.map(({ answer }) => answer),
    federation.threshold,
  );
  if (agreed === null) throw failureVerdict(said.map(disagrees), federation.threshold);
  const agreeing = said.filter(({ answer }) => agreed.statements.includes(answer));
  for (const { vault } of said.filter((each) => !agreeing.includes(each)))
    behind.push({ index: vault.index, code: 'order_gap' });
  const orders = await chainOf(options, agreeing, agreed);
  const { sequence, head, live, members, statements } = agreed;
  const [{ server, approvers }] = statements;
  const genesis = orders[0]?.hash ?? head;
  return { practice, sequence, head, genesis, live, server, members, approvers, orders, statements, behind };
}

/**
 * Sends each vault that is behind its missing orders, for example after downtime or a restore of its store.
 *
 * @returns the failures of vaults that are still behind
 * @throws VaultClientError as `fetchPractice`
 */
export async function catchUp(options: Options): Promise<readonly VaultFailure[]> {
  const { federation, practice } = options;
  const { behind, head, sequence, statements } = await fetchPractice(options);
  const sources = federation.vaults.filter(({ index }) => statements.some((each) => each.index === index));
  const late = federation.vaults.filter(({ index }) => behind.some((each) => each.index === index));
  const failures = await Promise.all(
    late.map(async (vault) => {
      try {
        const has = await nextSequence(options, vault, practice);
        await sendOrders(options, vault, practice, await ordersTo(options, sources, practice, has, { sequence, head }));
        return [];
      } catch (error) {
        if (!(error instanceof VaultFailed)) throw error;
        return [error.asFailure(vault.index)];
      }
    }),
  );
  return failures.flat();
}

/** The chain of the first agreeing vault whose hashes link up to the head. */
async function chainOf(options: Options, agreeing: readonly Said[], last: ChainPosition): Promise<ListedOrder[]> {
  const failures: VaultFailure[] = [];
  for (const { vault } of agreeing) {
    try {
      const chain = await askOrders(options, vault, options.practice, 0, last.sequence);
      const isOurs = chain.every(({ order }) => isForFederation(order, options.federation));
      if (!isOurs || !isLinked(chain, beforeGenesis, last)) throw new VaultFailed('answer_invalid');
      return chain;
    } catch (error) {
      if (!(error instanceof VaultFailed)) throw error;
      failures.push(error.asFailure(vault.index));
    }
  }
  throw failureVerdict(failures, 1);
}

function disagrees({ vault }: Said): VaultFailure {
  return { index: vault.index, code: 'answer_invalid' };
}
