import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { holds, type ScenarioResult } from '@etanche/thefts';
import { defaults } from '@etanche/vault-server';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { runInsiderScenarios } from '../src/records/scenarios/run-insider-scenarios.ts';
import { startAttackContext } from './support/attack-context.ts';

const patients = 24;
let played: readonly ScenarioResult[];
beforeAll(async () => {
  const doctor = { scope: 15, search: 30, agenda: 5, inbox: 5 };
  const quotas = { roles: { ...defaults.members.roles, doctor } };
  await using context = await startAttackContext(inject('testServer'), await loadSodiumGroup(), { patients, quotas });
  played = await runInsiderScenarios(context, { accomplices: 3, neighbours: 2 });
});

/** The n-th scenario of that id. */
function theft(id: string, n = 0): ScenarioResult {
  const found = played.filter(({ result }) => result.id === id)[n];
  if (found === undefined) throw new Error(`${id} did not run`);
  return found;
}

test('every attack by an insider exposes no more than its limit, and more with the defence off', () => {
  const outcomes = played.map((each) => ({ id: each.result.id, stolen: each.result.stolen, holds: holds(each) }));
  expect(outcomes.map(({ id }) => id)).toEqual(['T6', 'T6', 'T7', 'T7', 'T14', 'T13', 'T12', 'T12', 'T12', 'T6', 'T5']);
  expect(outcomes.filter((outcome) => !outcome.holds)).toEqual([]);
  for (const { result } of played) expect(result.undefended).toBeLessThanOrEqual(result.of);
});

describe('one vault', () => {
  test('one vault opens nothing, even with everything except other vaults', () => {
    const { result, remarks } = theft('T6');
    expect(result).toMatchObject({ defended: 0, undefended: patients, of: patients });
    expect(remarks[0]).toMatch(/[1-9]\d* values of its store, [1-9]\d* files and [1-9]\d* lines of its log: 0 persons/);
  });

  test('one vault and a doctor open more than the doctor alone, and no more than documented', () => {
    const { bound, result } = theft('T6', 1);
    expect(bound).toBe(20);
    // An attacker who gets less than that doctor has not tried.
    expect(result.defended).toBeGreaterThan(15);
    expect(result.undefended).toBe(patients);
    expect(result.alarmAt).not.toBeNull();
  });
});

describe('every vault and the database', () => {
  test('all vaults and the database open nothing without a member’s secrets', () => {
    expect(theft('T7').result).toMatchObject({ defended: 0, undefended: patients });
  });

  test('all vaults and the database with a doctor’s secrets open that practice and no other', () => {
    const { result, remarks } = theft('T7', 1);
    expect(result).toMatchObject({ defended: 0, undefended: 2, of: 2 });
    expect(remarks.join()).toContain(`${patients} files and ${patients} names of ${patients}`);
  });
});

test('a page under the attacker’s control orders nothing, and reads within the quota', () => {
  const { result, remarks } = theft('T14');
  expect(result.defended).toBeGreaterThan(0);
  expect(result.alarmAt).not.toBeNull();
  expect(remarks.slice(0, 2)).toEqual([
    'pending orders: raise, enrol, rekey, approvers, kit, server, contacts, restore, thaw, retire',
    'orders applied: none',
  ]);
});

test('a past member reads nothing that was written since', () => {
  expect(theft('T13').result).toMatchObject({ defended: 0, undefended: 4, of: 4 });
});

describe('the right to add members', () => {
  test('a rogue administrator adds no member', () => {
    expect(theft('T12').remarks).toEqual([
      '3 orders pending, 0 doctors enrolled, 0 granted secrets',
      'with approvers who sign anything: 3 enrolled, 3 granted secrets',
    ]);
  });

  test('a corrupt server swaps no new member’s keys', () => {
    expect(theft('T12', 1).remarks).toEqual([
      'the client refused: fingerprint_differs, server_untrusted, server_untrusted',
    ]);
  });
});
