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
  test('gives members, keys and roles from its genesis on', () => {
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

  test('takes a thaw with a new seed as a new seed', () => {
    const keys = { auth: some32(), keys: some32() };
    const thaw = { kind: 'thaw', freeze: newId(), member: doctor.member, reason: 'suspected_theft' } as const;
    const known = replay({ ...thaw, rekey: keys }).members.get(doctor.member);
    expect(known === undefined ? null : currentPeriod(known)).toMatchObject({ ...keys, roles: doctor.roles });
    expect(replay(thaw).members.get(doctor.member)?.periods).toHaveLength(1);
  });

  test('gives approvers, kits, importers, contacts, server, live and restores', () => {
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

  test('is refused when it begins with another genesis than the keyring’s', () => {
    const orders = chainOf(first);
    const refusal = expect.objectContaining({ code: 'server_untrusted' }) as Error;
    expect(() => replayChain(some32(), orders)).toThrow(refusal);
    expect(() => replayChain(orders[0]?.hash ?? '', [])).toThrow(refusal);
  });

  test.each<[string, readonly Action[]]>([
    ['a second genesis', [first]],
    ['an enrolment of somebody known', [{ kind: 'enrol', ...doctor }]],
    ['a new seed of a stranger', [{ kind: 'rekey', member: newId(), auth: some32(), keys: some32() }]],
    ['a retirement of a stranger', [{ kind: 'retire', member: newId() }]],
    [
      'a new seed of somebody who left',
      [
        { kind: 'retire', member: doctor.member },
        { kind: 'rekey', member: doctor.member, auth: some32(), keys: some32() },
      ],
    ],
  ])('is refused with %s', (_, actions) => {
    expect(() => replay(...actions)).toThrow(expect.objectContaining({ code: 'vaults_disagree' }) as Error);
  });

  test('is refused with an order missing', () => {
    const orders = chainOf(first, { kind: 'live' }, { kind: 'live' }).filter(({ order }) => order.sequence !== 1);
    expect(() => replayChain(orders[0]?.hash ?? '', orders)).toThrow();
  });
});

describe('those who hold the secrets', () => {
  test('are doctors, secretaries and the kit; an administrator holds none', () => {
    const holders = holdersOf(stateOf(replay()));
    expect(holders.map(({ holder, role }) => [holder, role])).toEqual([
      [doctor.member, 'care'],
      [secretary.member, 'reception'],
      ['kit', 'care'],
    ]);
  });

  test('are not those who left, nor those who are frozen', () => {
    const left = stateOf(replay({ kind: 'retire', member: secretary.member }));
    expect(holdersOf(left).map(({ holder }) => holder)).toEqual([doctor.member, 'kit']);
    const frozen = stateOf(replay(), doctor.member);
    expect(holdersOf(frozen).map(({ holder }) => holder)).toEqual([secretary.member, 'kit']);
  });

  test('are no importers, which hold no secret', () => {
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
    ['a holder left', [{ kind: 'retire', member: secretary.member }]],
    ['a holder has a new seed', [rekey(doctor.member)]],
    ['the kit is new', [{ kind: 'kit', kit: { auth: some32(), keys: some32() } }]],
  ])('is due once %s, and not after it was opened', (_, actions) => {
    const chain = replay(...actions);
    expect(isEpochDue(chain, 0)).toBe(true);
    expect(isEpochDue(chain, chain.sequence)).toBe(false);
  });

  test.each<[string, readonly Action[]]>([
    ['nothing happened', []],
    ['somebody came', [{ kind: 'enrol', ...member('doctor') }]],
    ['an administrator left', [{ kind: 'retire', member: administrator.member }]],
    ['it went live, and an importer’s right ended', [importer, { kind: 'live' }]],
  ])('is not due when %s', (_, actions) => {
    expect(isEpochDue(replay(...actions), 0)).toBe(false);
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
