import {
  type Approver,
  type EnrolledMember,
  type Federation,
  type Order,
  type PracticeStatement,
  type SignedOrder,
} from '@etanche/core-vault-protocol';
import { toBase64url } from '@etanche/core-wire';
import { askAll } from '../evaluate/ask-all.ts';
import { failureVerdict } from '../evaluate/failure-verdict.ts';
import type { Vault } from '../key-sets/key-set-statements.ts';
import type { Transport } from '../transport.ts';
import type { VaultFailure } from '../vault-client-error.ts';
import { VaultFailed } from '../vault-failed.ts';
import { audienceOf } from './build-order.ts';
import { nextSequence, ordersTo, sendOrders } from './catch-up.ts';
import { askOrders, askStatement } from './practice-requests.ts';

export type ChainedOrder = { readonly hash: string; readonly order: Order; readonly signed: SignedOrder };

export type Practice = {
  readonly practice: string;
  readonly sequence: number;
  /** Hashes of the last and first order, base64url. A caller that remembers the first compares it. */
  readonly head: string;
  readonly genesis: string;
  readonly live: boolean;
  readonly server: string;
  /** `frozen`: fewer than t of the answering vaults would serve the member. */
  readonly members: readonly (EnrolledMember & { readonly status: 'active' | 'frozen' | 'retired' })[];
  readonly approvers: readonly Approver[];
  /** The complete chain, from the genesis. */
  readonly orders: readonly ChainedOrder[];
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
  const agreed = agreement(said, federation.threshold);
  for (const { vault } of said.filter((each) => !agreed.includes(each)))
    behind.push({ index: vault.index, code: 'order_gap' });
  const [first] = agreed;
  if (first === undefined) throw failureVerdict(said.map(disagrees), federation.threshold);
  const orders = await chainOf(options, agreed);
  const { sequence, head, live, server, members, approvers } = first.answer;
  return {
    practice,
    sequence,
    head,
    genesis: orders[0]?.hash ?? head,
    live,
    server,
    members: members.map((member) => ({ ...enrolled(member), status: statusOf(member.member, agreed, federation) })),
    approvers,
    orders,
    statements: agreed.map(({ answer }) => answer),
    behind,
  };
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

/** At least t vaults whose statements agree on all facts determined by the chain; the group with the longest chain. */
function agreement(said: readonly Said[], threshold: number): readonly Said[] {
  const groups = new Map<string, Said[]>();
  for (const each of said) {
    const key = decided(each.answer);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const enough = [...groups.values()].filter((group) => group.length >= threshold);
  return enough.sort((a, b) => (b[0]?.answer.sequence ?? 0) - (a[0]?.answer.sequence ?? 0))[0] ?? [];
}

/**
 * Freezes by the records server and times differ between honest vaults; the other facts are determined by the orders.
 */
function decided({ sequence, head, live, server, members, approvers }: PracticeStatement): string {
  const byId = members
    .map((member) => ({ ...enrolled(member), retired: member.status === 'retired' }))
    .sort((a, b) => (a.member < b.member ? -1 : 1));
  const cards = approvers.map(({ approver, card }) => [approver, card]).sort();
  return JSON.stringify([sequence, head, live, server, byId, cards]);
}

function enrolled({ member, auth, keys, roles }: EnrolledMember): EnrolledMember {
  return { member, auth, keys, roles };
}

function statusOf(member: string, agreed: readonly Said[], { threshold }: Federation): 'active' | 'frozen' | 'retired' {
  const each = agreed.flatMap(({ answer }) => answer.members.filter((one) => one.member === member));
  if (each.some(({ status }) => status === 'retired')) return 'retired';
  return each.filter(({ status }) => status === 'active').length >= threshold ? 'active' : 'frozen';
}

/** The chain of the first agreeing vault whose hashes link up to the head. */
async function chainOf(options: Options, agreed: readonly Said[]): Promise<ChainedOrder[]> {
  const failures: VaultFailure[] = [];
  for (const { vault, answer } of agreed) {
    try {
      const chain = await askOrders(options, vault, options.practice, 0, answer.sequence);
      if (!links(chain, answer.head, options.federation)) throw new VaultFailed('answer_invalid');
      return chain;
    } catch (error) {
      if (!(error instanceof VaultFailed)) throw error;
      failures.push(error.asFailure(vault.index));
    }
  }
  throw failureVerdict(failures, 1);
}

function links(chain: readonly ChainedOrder[], head: string, federation: Federation): boolean {
  const audience = audienceOf(federation).join();
  let before = toBase64url(new Uint8Array(32));
  for (const [sequence, { hash, order }] of chain.entries()) {
    if (order.sequence !== sequence || order.previous !== before || order.audience.join() !== audience) return false;
    before = hash;
  }
  return chain.length > 0 && before === head;
}

function disagrees({ vault }: Said): VaultFailure {
  return { index: vault.index, code: 'answer_invalid' };
}
