import { describe as group, expect, test } from 'vitest';
import type { Action, ChainKeys, Order, PracticeStatement } from '@etanche/core-vault-protocol';
import { describe, memberName, when } from '../page/describe.ts';
import { en } from '../page/text/en.ts';
import { fr } from '../page/text/fr.ts';
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

group('a renewal of a right', () => {
  const substitute = { member: newId(), ...honest, roles: ['doctor'] as ['doctor'] };
  const known = { ...substitute, status: 'frozen', since: 0, until: 86_400 } as const;
  const renewal: Extract<Action, { kind: 'enrol' }> = { kind: 'enrol', ...substitute, until: 10 * 86_400 };
  const described = (action: Action, member: PracticeStatement['members'][number], texts = en) => {
    const order = { practice: head.practice, sequence: 5, previous: head.head, audience: [someKeys()] };
    return describe({ ...order, issuedAt: 0, expires: 1, action }, { ...head, members: [member] }, texts);
  };

  test.each([
    ['English', en, 'Renew a member’s right'],
    ['French', fr as typeof en, 'Renouveler le droit d’un membre'],
  ])('is described as one in %s, with the end until now and the new one', (_, texts, title) => {
    const said = described(renewal, known, texts);
    expect([said.title, said.danger, said.compare]).toEqual([title, true, []]);
    const facts = new Map(said.facts);
    expect(facts.get(texts.endBefore)).toBe(when(86_400, texts));
    expect(facts.get(texts.endAfter)).toBe(when(10 * 86_400, texts));
    expect(facts.get(texts.member)).toBe(memberName(substitute.member, { ...head, members: [known] }, texts));
  });

  test('gives no power if the right ends earlier', () => {
    expect(described({ ...renewal, until: 3600 }, known).danger).toBe(false);
  });

  test.each<[string, Action, PracticeStatement['members'][number]]>([
    ['other keys', { ...renewal, keys: someKeys() }, known],
    ['another role', { ...renewal, roles: ['administrator'] }, known],
    ['no end', { kind: 'enrol', ...substitute }, known],
    ['the keys of a member who has left', renewal, { ...known, status: 'retired' }],
    ['the keys of a member without an end', renewal, { ...substitute, status: 'active', since: 0 }],
    ['the keys of another member', renewal, { ...known, member: newId() }],
  ])('is not what an order with %s does', (_, action, member) => {
    const said = described(action, member);
    expect(said.title).toBe('Let a member in');
    expect(said.compare).toHaveLength(1);
  });
});

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
