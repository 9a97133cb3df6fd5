import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { holds, type ScenarioResult } from '@etanche/thefts';
import { beforeAll, expect, inject, test } from 'vitest';
import { runSquattedPractice } from '../src/records/scenarios/t05-squatted-practice.ts';
import { runBothApprovers } from '../src/records/scenarios/t06-both-approvers.ts';
import { startAttackContext } from './support/attack-context.ts';

const patients = 12;
let both: ScenarioResult;
let squatted: ScenarioResult;
beforeAll(async () => {
  const group = await loadSodiumGroup();
  await using context = await startAttackContext(inject('testServer'), group, { patients, quotas: {} });
  both = await runBothApprovers(context);
  squatted = await runSquattedPractice(context);
});

test('one vault that issued the cards of two approvers can order nothing', () => {
  expect(holds(both)).toBe(true);
  expect(both.result).toMatchObject({ id: 'T6', defended: 0, undefended: patients, of: patients });
  expect(both.remarks).toEqual(['applied: nothing; with cards of two vaults: enrol, contacts']);
});

test('the records server’s key founds no practice under another practice’s id', () => {
  expect(holds(squatted)).toBe(true);
  expect(squatted.result).toMatchObject({ id: 'T5', defended: 0, undefended: patients, of: patients });
  expect(squatted.remarks).toEqual(['the vaults answered: order_refused, request_invalid']);
});
