import { currentPeriod, type Action } from '@etanche/core-vault-protocol';
import { describe, expect, test } from 'vitest';
import { holdersOf, isEpochDue } from '../src/members/holders.ts';
import type { PracticeState } from '../src/orders/practice-state.ts';
import { replayChain } from '../src/orders/replay-chain.ts';
import { chainOf, federation, genesis, member, newId, practice, some32 } from './support/chain.ts';

const doctor = member('doctor', 'administrator');
const secretary = member('secretary');
const administrator = member('administrator');
const first = genesis(doctor, secretary, administrator);

function replay(...actions: readonly Action[]) {
  const orders = chainOf(first, ...actions);
  return replayChain(orders[0]?.hash ?? '', orders);
}

function stateOf(chain: ReturnType<typeof replay>, ...frozen: readonly string[]): PracticeState {
  const statuses = new Map(
    Array.from(chain.members.values(), ({ member: id, retired }) => {
      if (retired !== null) return [id, 'retired'] as const;
      return [id, frozen.includes(id) ? 'frozen' : 'active'] as const;
    }),
  );
  return { practice, federation, chain, statuses, freezes: [], readAt: 0 };
}

describe('a chain of orders', () => {
  test('replays to the members with their keys and roles', () => {
    const rekeyed = { kind: 'rekey', member: secretary.member, auth: some32(), keys: some32() } as const;
    const enrolled = { kind: 'enrol', ...member('doctor') } as const;
    const chain = replay(enrolled, rekeyed, { kind: 'retire', member: doctor.member });
    expect(chain).toMatchObject({ sequence: 3, live: null, logEpoch: 1 });
    expect(chain.members.size).toBe(4);
    expect(chain.members.get(doctor.member)?.retired).toBe(3);
    expect(chain.members.get(enrolled.member)?.periods).toEqual([{ ...enrolled, sequence: 1 }].map(withoutNames));
    expect(chain.members.get(secretary.member)?.periods.map(({ keys }) => keys)).toEqual([
      secretary.keys,
      rekeyed.keys,
    ]);
  });

  test('replays a thaw with a new seed as a change of keys', () => {
    const keys = { auth: some32(), keys: some32() };
    const thaw = { kind: 'thaw', freeze: newId(), member: doctor.member, reason: 'suspected_theft' } as const;
    const known = replay({ ...thaw, rekey: keys }).members.get(doctor.member);
    expect(known === undefined ? null : currentPeriod(known)).toMatchObject({ ...keys, roles: doctor.roles });
    expect(replay(thaw).members.get(doctor.member)?.periods).toHaveLength(1);
  });

  test('replays to approvers, kits, importers, contacts, server, live state and log epoch', () => {
    const approver = { approver: newId(), card: 'd'.repeat(100) };
    const gone = first.kind === 'genesis' ? (first.approvers[0]?.approver ?? '') : '';
    const kit = { auth: some32(), keys: some32() };
    const units = { patients: 1, search: 1 };
    const importer = {
      kind: 'importer',
      importer: newId(),
      auth: some32(),
      keys: some32(),
      ...units,
      until: 9,
    } as const;
    const server = some32();
    const chain = replay(
      { kind: 'approvers', add: [approver], remove: [gone] },
      { kind: 'kit', kit },
      importer,
      { kind: 'contacts', contacts: ['a@b.example'] },
      { kind: 'server', server },
      { kind: 'restore', logEpoch: 2, size: 5, root: some32() },
      { kind: 'live' },
    );
    expect(chain.approvers.has(gone)).toBe(false);
    expect(chain.approvers.get(approver.approver)).toEqual(approver);
    expect(chain.kits.at(-1)).toEqual({ ...kit, sequence: 2 });
    expect(chain.importers.get(importer.importer)?.keys).toBe(importer.keys);
    expect(chain).toMatchObject({ contacts: ['a@b.example'], server, logEpoch: 2, live: 7 });
  });

  test('is rejected if its genesis is not the one of the keyring', () => {
    const orders = chainOf(first);
    const refusal = expect.objectContaining({ code: 'server_untrusted' }) as Error;
    expect(() => replayChain(some32(), orders)).toThrow(refusal);
    expect(() => replayChain(orders[0]?.hash ?? '', [])).toThrow(refusal);
  });

  test.each<[string, readonly Action[]]>([
    ['a second genesis', [first]],
    ['an enrolment of an enrolled member', [{ kind: 'enrol', ...doctor }]],
    ['a new seed of an unknown member', [{ kind: 'rekey', member: newId(), auth: some32(), keys: some32() }]],
    ['a retirement of an unknown member', [{ kind: 'retire', member: newId() }]],
    [
      'a new seed of a retired member',
      [
        { kind: 'retire', member: doctor.member },
        { kind: 'rekey', member: doctor.member, auth: some32(), keys: some32() },
      ],
    ],
  ])('is rejected with %s', (_, actions) => {
    expect(() => replay(...actions)).toThrow(expect.objectContaining({ code: 'vaults_disagree' }) as Error);
  });

  test('is rejected with a missing order', () => {
    const orders = chainOf(first, { kind: 'live' }, { kind: 'live' }).filter(({ order }) => order.sequence !== 1);
    expect(() => replayChain(orders[0]?.hash ?? '', orders)).toThrow();
  });
});

describe('the holders of secrets', () => {
  test('are the doctors, the secretaries and the kit, and not an administrator', () => {
    const holders = holdersOf(stateOf(replay()));
    expect(holders.map(({ holder, role }) => [holder, role])).toEqual([
      [doctor.member, 'care'],
      [secretary.member, 'reception'],
      ['kit', 'care'],
    ]);
  });

  test('exclude retired and frozen members', () => {
    const left = stateOf(replay({ kind: 'retire', member: secretary.member }));
    expect(holdersOf(left).map(({ holder }) => holder)).toEqual([doctor.member, 'kit']);
    const frozen = stateOf(replay(), doctor.member);
    expect(holdersOf(frozen).map(({ holder }) => holder)).toEqual([secretary.member, 'kit']);
  });

  test('exclude importers', () => {
    const right = {
      kind: 'importer',
      importer: newId(),
      auth: some32(),
      keys: some32(),
      patients: 1,
      search: 1,
    } as const;
    const holders = holdersOf(stateOf(replay({ ...right, until: 100 })));
    expect(holders.map(({ holder }) => holder)).not.toContain(right.importer);
  });
});

describe('the next epoch', () => {
  const rekey = (who: string): Action => ({ kind: 'rekey', member: who, auth: some32(), keys: some32() });
  const units = { patients: 1, search: 1 };
  const importer: Action = {
    kind: 'importer',
    importer: newId(),
    auth: some32(),
    keys: some32(),
    ...units,
    until: 100,
  };

  test.each<[string, readonly Action[]]>([
    ['a holder has left', [{ kind: 'retire', member: secretary.member }]],
    ['a holder has a new seed', [rekey(doctor.member)]],
    ['the kit was replaced', [{ kind: 'kit', kit: { auth: some32(), keys: some32() } }]],
  ])('is due after %s, until it is opened', (_, actions) => {
    const chain = replay(...actions);
    expect(isEpochDue(chain, { sequence: 0 }, 0)).toBe(true);
    expect(isEpochDue(chain, chain, 0)).toBe(false);
  });

  test('is due once the end of a substitute’s right has come, until it is opened', () => {
    const chain = replay({ kind: 'enrol', ...member('doctor'), until: 100 });
    expect(isEpochDue(chain, chain, 99_999)).toBe(false);
    expect(isEpochDue(chain, chain, 100_000)).toBe(true);
    expect(isEpochDue(chain, { ...chain, time: 100_000 }, 100_000)).toBe(false);
  });

  test.each<[string, readonly Action[]]>([
    ['there was no order', []],
    ['a member was enrolled', [{ kind: 'enrol', ...member('doctor') }]],
    ['an administrator has left', [{ kind: 'retire', member: administrator.member }]],
    ['the practice went live and an importer’s right ended', [importer, { kind: 'live' }]],
  ])('is not due when %s', (_, actions) => {
    expect(isEpochDue(replay(...actions), { sequence: 0 }, 0)).toBe(false);
  });
});

function withoutNames({
  sequence,
  auth,
  keys,
  roles,
}: {
  sequence: number;
  auth: string;
  keys: string;
  roles: string[];
}) {
  return { sequence, auth, keys, roles };
}
