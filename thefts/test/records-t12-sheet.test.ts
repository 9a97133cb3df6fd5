import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { holds } from '@etanche/thefts';
import { expect, inject, test } from 'vitest';
import { runStolenSheet } from '../src/records/scenarios/t12-stolen-sheet.ts';
import { startAttackContext } from './support/attack-context.ts';

const patients = 24;

test('a recovery sheet and one deceived helper open nothing, and raise an alarm', async () => {
  const group = await loadSodiumGroup();
  await using context = await startAttackContext(inject('testServer'), group, { patients, quotas: {} });
  const played = await runStolenSheet(context);
  expect(played.result).toMatchObject({ id: 'T12', defended: 0, of: patients });
  expect(played.result.undefended).toBeGreaterThan(0);
  expect(holds(played)).toBe(true);
  expect(played.remarks[0]).toMatch(/^1 share opened, 0 keyrings by it; alarms of the vaults: .*recovery [1-9]/);
});
