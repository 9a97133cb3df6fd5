import { describe, expect, test } from 'vitest';
import type { PracticeStatement } from '@etanche/core-vault-protocol';
import { agreedStatement } from '../page/agreed-statement.ts';
import { newId, someKeys } from '../../server/test/support/practice.ts';

const [alice, mallory] = [newId(), newId()];
const [aliceKeys, malloryKeys] = [someKeys(), someKeys()];
const head = someKeys();
type Member = PracticeStatement['members'][number];

function member(id: string, keys: string): Member {
  return { member: id, auth: keys, keys, roles: ['doctor'], status: 'active', since: 0 };
}
const said: PracticeStatement = {
  ...{ practice: newId(), index: 1, sequence: 4, head, time: 0, live: true, server: head, approvers: [], freezes: [] },
  issuers: 2,
  log: { epoch: 1, size: 0, root: null },
  members: [member(alice, aliceKeys), member(mallory, malloryKeys)],
};
const vaults = [1, 2, 3].map((index) => ({ index, url: 'https://vault.example', signingKey: head }));
const site = (index: number, threshold = 2) => ({ index, federation: { threshold, vaults } });

/** The statements of all vaults; null for a vault without an answer. */
function agreed(own: number, statements: readonly (Partial<PracticeStatement> | null)[], threshold?: number) {
  const views = statements.map((each, i) => ({ statement: each && { ...said, index: i + 1, ...each } }));
  return agreedStatement(views, site(own, threshold));
}

describe('the agreed statement of the approvals page', () => {
  test('the agreed statement is one that t vaults make, preferring the page’s own vault', () => {
    expect(agreed(2, [{}, {}, {}])).toMatchObject({ index: 2, sequence: 4 });
    expect(agreed(3, [{}, {}, null])).toMatchObject({ index: 1, sequence: 4 });
    expect(agreed(1, [{}], 1)).toMatchObject({ index: 1 });
  });

  test('the agreed statement is the latest one that t vaults make', () => {
    const next = { sequence: 5, head: someKeys() };
    expect(agreed(1, [{}, {}, next])?.sequence).toBe(4);
    expect(agreed(1, [{}, next, next])).toMatchObject({ index: 2, sequence: 5 });
  });

  test('a member that only one vault lists is not shown, however long its chain', () => {
    const swapped = [member(alice, malloryKeys), member(mallory, aliceKeys)];
    expect(agreed(1, [{}, {}, { sequence: 9, members: swapped }])?.members).toEqual(said.members);
    expect(agreed(1, [{}, null, { members: swapped }])).toBeNull();
    expect(agreed(1, [{}, null, { live: false }])).toBeNull();
    expect(agreed(1, [{}, null, { approvers: [{ approver: alice, card: 'card' }] }])).toBeNull();
  });

  test('statements agree despite different list orders and different freezes by the server', () => {
    const frozen = [
      { ...member(mallory, malloryKeys), since: 2 },
      { ...member(alice, aliceKeys), status: 'frozen' as const },
    ];
    expect(agreed(2, [{}, { members: frozen }, null])).toMatchObject({ index: 2, members: frozen });
    const retired = [{ ...member(alice, aliceKeys), status: 'retired' as const }, member(mallory, malloryKeys)];
    expect(agreed(2, [{}, { members: retired }, null])).toBeNull();
  });

  test('there is no agreed statement if fewer than t vaults answer', () => {
    expect(agreed(1, [{}, null, null])).toBeNull();
    expect(agreed(1, [])).toBeNull();
  });
});
