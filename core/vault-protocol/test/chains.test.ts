import { describe, expect, test } from 'vitest';
import { toBase64url, utf8 } from '@etanche/core-wire';
import vectors from '../../../vectors/chains.json' with { type: 'json' };
import {
  agreeOnHead,
  agreeOnState,
  currentPeriod,
  isForFederation,
  isLinked,
  isNamedByItself,
  readOrder,
  replayChain,
  selectChain,
  type Agreement,
  type Chain,
  type HashedOrder,
  type PracticeStatement,
} from '../src/index.ts';

const threshold = 2;
const base = vectors.statement as PracticeStatement;
const statements = (said: readonly object[]) => said.map((change) => ({ ...base, ...change }));
const read = vectors.orders.map((payload) => readOrder(toBase64url(utf8(payload))));
const ordersOf = (indices: readonly number[]): HashedOrder[] =>
  indices.flatMap((index) => read[index] ?? []).map(({ id, order }) => ({ hash: id, order }));

function shown(agreed: Agreement | null) {
  if (agreed === null) return null;
  const { sequence, head, live, members, statements: agreeing } = agreed;
  const vaults = agreeing.map(({ index }) => index);
  const statuses = members.map(({ status }) => status);
  return { sequence, head, live, vaults, statuses, emergency: members.map(({ emergency }) => emergency) };
}

describe('t vaults agree on a practice', () => {
  test.for(vectors.agreements)('$name', ({ said, state, head }) => {
    expect(shown(agreeOnState(statements(said), threshold))).toEqual(state);
    expect(shown(agreeOnHead(statements(said), threshold))).toEqual(head);
  });

  test('a result is unanimous only if no status or freeze differs', () => {
    const frozen = { index: 2, members: base.members.map((member) => ({ ...member, status: 'frozen' })) };
    expect(agreeOnHead(statements([{}, { index: 2 }]), threshold)?.isUnanimous).toBe(true);
    expect(agreeOnHead(statements([{}, frozen]), threshold)?.isUnanimous).toBe(false);
    expect(agreeOnState(statements([{}, frozen]), threshold)?.isUnanimous).toBe(false);
  });
});

describe('orders link from one position to another', () => {
  test.for(vectors.links)('$name', ({ orders, after, end, linked }) => {
    expect(isLinked(ordersOf(orders), after, end)).toBe(linked);
  });

  test('every order of the vectors is for the vaults of the vectors and no others', () => {
    const vaults = vectors.vaults.map((signingKey, i) => ({ index: i + 1, url: 'https://vault.example', signingKey }));
    for (const { order } of read) {
      expect(isForFederation(order, { threshold, vaults: vaults.toReversed() })).toBe(true);
      expect(isForFederation(order, { threshold, vaults: vaults.slice(1) })).toBe(false);
    }
  });

  test('the genesis names its practice, and the name of another practice is noticed', () => {
    const [genesis = ''] = vectors.orders;
    const other = genesis.replace(vectors.practice, 'a'.repeat(26));
    expect(isNamedByItself(readOrder(toBase64url(utf8(genesis))))).toBe(true);
    expect(isNamedByItself(readOrder(toBase64url(utf8(other))))).toBe(false);
  });

  test('a chain is selected among the orders of lying vaults, and a missing order is noticed', () => {
    const { orders, end } = vectors.links[0] ?? { orders: [], end: { sequence: 0, head: '' } };
    const chain = ordersOf(orders);
    const all = read.map(({ id, order }) => ({ hash: id, order })).toReversed();
    expect(selectChain([...all, ...chain], 0, end)?.map(([one]) => one)).toEqual(chain);
    expect(selectChain([...all, ...chain], 2, end)?.map(([one]) => one)).toEqual(chain.slice(2));
    const lacking = all.filter(({ hash }) => hash !== chain[1]?.hash);
    expect(selectChain(lacking, 0, end)).toBeNull();
    expect(selectChain(all, 0, { ...end, sequence: end.sequence + 1 })).toBeNull();
  });
});

describe('a chain replays to a state', () => {
  test.for(vectors.chains)('$name', ({ orders, state }) => {
    const replayed = replayChain(ordersOf(orders));
    expect('chain' in replayed && stateOf(replayed.chain)).toEqual(state);
  });

  test.for(vectors.rejected)('a chain is rejected with $name', ({ orders }) => {
    const { order } = ordersOf(orders).at(-1) ?? { order: { sequence: 0 } };
    expect(replayChain(ordersOf(orders))).toEqual({ rejected: order.sequence });
  });

  test('no order is no chain', () => {
    expect(replayChain([])).toEqual({ rejected: 0 });
  });
});

function stateOf({ server, members, approvers, kits, importers, live, contacts, logEpoch }: Chain) {
  const { auth, keys } = kits.at(-1) ?? kits[0];
  return {
    live: live !== null,
    server,
    members: Array.from(members.values(), (member) => {
      const period = currentPeriod(member);
      const { roles } = period;
      return { member: member.member, auth: period.auth, keys: period.keys, roles, retired: member.retired !== null };
    }),
    approvers: Array.from(approvers.keys()),
    kit: { auth, keys },
    contacts,
    importers: Array.from(importers.keys()),
    logEpoch,
  };
}
