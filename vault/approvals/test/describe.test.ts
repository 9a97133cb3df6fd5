import { describe as group, expect, test } from 'vitest';
import type { Action, ChainKeys, Order, PracticeStatement } from '@etanche/core-vault-protocol';
import { describe, memberName } from '../page/describe.ts';
import { en } from '../page/text/en.ts';
import { newId, someKeys } from '../../server/test/support/practice.ts';

const member = newId();
const honest: ChainKeys = { auth: someKeys(), keys: someKeys() };
const head: PracticeStatement = {
  practice: newId(),
  index: 1,
  issuers: 2,
  sequence: 4,
  head: someKeys(),
  time: 0,
  live: false,
  server: someKeys(),
  members: [{ member, ...honest, roles: ['doctor'], status: 'active', since: 0 }],
  approvers: [],
  log: { epoch: 1, size: 7, root: someKeys() },
  freezes: [],
};
const actions: readonly [string, (keys: ChainKeys) => Action][] = [
  ['an enrolment', (keys) => ({ kind: 'enrol', member: newId(), roles: ['doctor'], ...keys })],
  ['new keys of a member', (keys) => ({ kind: 'rekey', member, ...keys })],
  ['a thaw', (keys) => ({ kind: 'thaw', freeze: newId(), member, reason: 'suspected_theft', rekey: keys })],
  ['a kit', (keys) => ({ kind: 'kit', kit: keys })],
  ['an importer', (keys) => ({ kind: 'importer', importer: newId(), patients: 1, search: 1, until: 1, ...keys })],
];

function compared(action: Action): string | undefined {
  const order: Order = {
    ...{ practice: head.practice, sequence: 5, previous: head.head, audience: [someKeys()] },
    ...{ issuedAt: 0, expires: 1, action },
  };
  return describe(order, head, en).compare[0]?.[1];
}

group('fingerprints that approvers compare', () => {
  test.each(actions)('the fingerprint of %s changes with the auth key even if the keys hash is the same', (_, make) => {
    const shown = compared(make(honest));
    expect(shown).toMatch(/^[A-Z2-7]{4}( [A-Z2-7]{4}){3}$/);
    expect(compared(make({ ...honest }))).toBe(shown);
    expect(compared(make({ ...honest, auth: someKeys() }))).not.toBe(shown);
    expect(compared(make({ ...honest, keys: someKeys() }))).not.toBe(shown);
  });

  test('a member is described by the same fingerprint', () => {
    expect(memberName(member, head, en)).toBe(`${compared({ kind: 'kit', kit: honest }) ?? ''} (doctor)`);
  });
});
