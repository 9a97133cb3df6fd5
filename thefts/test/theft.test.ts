import { holds, type ScenarioResult } from '@etanche/thefts';
import { expect, test } from 'vitest';
import { runScenarios } from '../src/run-scenarios.ts';

const result = {
  ...{ id: 'T0', stolen: 'x', tried: 'y', then: null, of: 10, unit: 'persons' as const, alarmAt: null, seconds: 0 },
};

test('a scenario that exposes too much, or whose run without the defence proves nothing, does not hold', () => {
  const theft = { bound: 3, alarmBy: null, remarks: [] };
  expect(holds({ ...theft, result: { ...result, undefended: 10, defended: 3 } })).toBe(true);
  expect(holds({ ...theft, result: { ...result, undefended: 10, defended: 4 } })).toBe(false);
  expect(holds({ ...theft, result: { ...result, undefended: 3, defended: 0 } })).toBe(false);
});

test('a scenario whose alarm comes too late does not hold', () => {
  const theft = { bound: 3, alarmBy: 2, remarks: [] };
  const exposed = { ...result, undefended: 10, defended: 3 };
  expect(holds({ ...theft, result: { ...exposed, alarmAt: 2 } })).toBe(true);
  expect(holds({ ...theft, result: { ...exposed, alarmAt: 3 } })).toBe(false);
  expect(holds({ ...theft, result: { ...exposed, alarmAt: null } })).toBe(false);
});

const row = (id: string): ScenarioResult => ({
  ...{ bound: 0, alarmBy: null, remarks: [] },
  result: { ...result, id, undefended: 10, defended: 0 },
});

test('scenarios run one after the other, and each is reported before the next begins', async () => {
  const events: string[] = [];
  const scenario = (ids: readonly string[]) => (context: string) => {
    events.push(`${context} ${ids.join()} begins`);
    return Promise.resolve(ids.map(row));
  };
  const results = await runScenarios('run', [scenario(['T1']), scenario(['T2', 'T3'])], (played) => {
    events.push(`${played.result.id} reported`);
  });
  expect(events).toEqual(['run T1 begins', 'T1 reported', 'run T2,T3 begins', 'T2 reported', 'T3 reported']);
  expect(results.map(({ result: { id } }) => id)).toEqual(['T1', 'T2', 'T3']);
});

test('a scenario that fails ends the run after the reports of those before it', async () => {
  const reported: string[] = [];
  const failing = () => Promise.reject(new Error('the attacked system did not start'));
  const running = runScenarios('run', [() => Promise.resolve([row('T1')]), failing], (played) => {
    reported.push(played.result.id);
  });
  await expect(running).rejects.toThrow('the attacked system did not start');
  expect(reported).toEqual(['T1']);
});
