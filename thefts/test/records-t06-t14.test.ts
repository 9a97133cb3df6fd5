import { defaults } from '@etanche/vault-server';
import { describe, expect, test } from 'vitest';
import { runSquattedPractice } from '../src/records/scenarios/t05-squatted-practice.ts';
import { runBothApprovers } from '../src/records/scenarios/t06-both-approvers.ts';
import { runVaultAlone, runVaultAndDoctor } from '../src/records/scenarios/t06-one-vault.ts';
import { runAllVaults, runAllVaultsAndDoctor } from '../src/records/scenarios/t07-all-vaults.ts';
import { runRogueAdministrator } from '../src/records/scenarios/t12-rogue-administrator.ts';
import { runStolenSheet } from '../src/records/scenarios/t12-stolen-sheet.ts';
import { runSwappedKeys } from '../src/records/scenarios/t12-swapped-keys.ts';
import { runPastMember } from '../src/records/scenarios/t13-past-member.ts';
import { runCorruptedClient } from '../src/records/scenarios/t14-corrupted-client.ts';
import type { ScenarioResult } from '../src/theft.ts';
import { expectRows } from './support/rows.ts';
import { usePractice } from './support/use-practice.ts';

const patients = 24;
const accomplices = 3;
const neighbours = 2;
const doctor = { scope: 15, search: 30, agenda: 5, inbox: 5 };
/** With a corrupt vault: each of the two others grants its part, two thirds of the quota. */
const beside = 2 * Math.floor((doctor.scope * 2) / 3);

const practice = usePractice({ patients, quotas: { roles: { ...defaults.members.roles, doctor } } });

/** The attack exposes nobody; with the defence off it exposes everybody. */
function expectNobody({ result, ...row }: ScenarioResult, id: string, of = patients): void {
  expectRows([{ result, ...row }], [{ id, bound: 0, of, undefended: of }]);
  expect(result.defended).toBe(0);
}

/** The attack exposes nobody; with the defence off it exposes some people. */
function expectNobodyOrSome({ result, ...row }: ScenarioResult, id: string): void {
  expectRows([{ result, ...row }], [{ id, bound: 0, of: patients, undefended: result.undefended }]);
  expect(result.undefended).toBeLessThanOrEqual(result.of);
  expect(result.defended).toBe(0);
}

describe('T6: one vault', () => {
  test('one vault opens nothing, even with everything except other vaults', async () => {
    const played = await runVaultAlone(practice());
    expectNobody(played, 'T6');
    expect(played.remarks[0]).toMatch(
      /[1-9]\d* values of its store, [1-9]\d* files and [1-9]\d* lines of its log: 0 persons/,
    );
  });
});

describe('T6: one vault and a doctor', () => {
  test('one vault and a doctor open more than the doctor alone, and no more than documented', async () => {
    const played = await runVaultAndDoctor(practice());
    expectRows([played], [{ id: 'T6', bound: beside, of: patients, undefended: patients }]);
    // An attacker who gets less than that doctor has not tried.
    expect(played.result.defended).toBeGreaterThan(doctor.scope);
    expect(played.result.alarmAt).not.toBeNull();
  });
});

describe('T7: every vault and the database', () => {
  test('all vaults and the database open nothing without a member’s secrets', async () => {
    expectNobody(await runAllVaults(practice()), 'T7');
  });
});

describe('T7: every vault, the database and a doctor', () => {
  test('all vaults and the database with a doctor’s secrets open that practice and no other', async () => {
    const played = await runAllVaultsAndDoctor(practice(), neighbours);
    expectNobody(played, 'T7', neighbours);
    expect(played.remarks.join()).toContain(`${patients} files and ${patients} names of ${patients}`);
  });
});

describe('T14: a page under the attacker’s control', () => {
  test('a page under the attacker’s control orders nothing, and reads within the quota', async () => {
    const played = await runCorruptedClient(practice());
    const { result, remarks } = played;
    expectRows([played], [{ id: 'T14', bound: doctor.scope, of: patients, undefended: result.undefended }]);
    expect(result.undefended).toBeLessThanOrEqual(result.of);
    expect(result.defended).toBeGreaterThan(0);
    expect(result.alarmAt).not.toBeNull();
    expect(remarks.slice(0, 2)).toEqual([
      'pending orders: raise, enrol, rekey, approvers, kit, server, contacts, restore, thaw, retire',
      'orders applied: none',
    ]);
  });
});

describe('T13: a past member', () => {
  test('a past member reads nothing that was written since', async () => {
    expectNobody(await runPastMember(practice()), 'T13', 4);
  });
});

// The scenarios below change the practice: its members, its approvers, and last the stores of two vaults.
describe('T12: the right to add members', () => {
  test('a rogue administrator adds no member', async () => {
    const played = await runRogueAdministrator(practice(), accomplices);
    expectNobodyOrSome(played, 'T12');
    expect(played.remarks).toEqual([
      `${accomplices} orders pending, 0 doctors enrolled, 0 granted secrets`,
      `with approvers who sign anything: ${accomplices} enrolled, ${accomplices} granted secrets`,
    ]);
  });
});

describe('T12: a corrupt server', () => {
  test('a corrupt server swaps no new member’s keys', async () => {
    const played = await runSwappedKeys(practice());
    expectNobodyOrSome(played, 'T12');
    expect(played.remarks).toEqual(['the client refused: fingerprint_differs, server_untrusted, server_untrusted']);
  });
});

describe('T12: a recovery sheet', () => {
  test('a recovery sheet and one deceived helper open nothing, and raise an alarm', async () => {
    const played = await runStolenSheet(practice());
    expectNobodyOrSome(played, 'T12');
    expect(played.remarks[0]).toMatch(/^1 share opened, 0 keyrings by it; alarms of the vaults: .*recovery [1-9]/);
  });
});

describe('T6: two approvers of one vault', () => {
  test('one vault that issued the cards of two approvers can order nothing', async () => {
    const played = await runBothApprovers(practice());
    expectNobody(played, 'T6');
    expect(played.remarks).toEqual(['applied: nothing; with cards of two vaults: enrol, contacts']);
  });
});

describe('T5: a practice founded with the server’s key', () => {
  test('the records server’s key founds no practice under another practice’s id', async () => {
    const played = await runSquattedPractice(practice());
    expectNobody(played, 'T5');
    expect(played.remarks).toEqual(['the vaults answered: order_refused, request_invalid']);
  });
});
