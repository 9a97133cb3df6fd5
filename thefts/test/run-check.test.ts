import { expect, inject, test } from 'vitest';
import { holds, runCheck, type ScenarioResult } from '@etanche/thefts';

test('every attack on Check exposes no more than its limit, and more with the defence off', async () => {
  const server = inject('testServer');
  const reported: ScenarioResult[] = [];
  const played = await runCheck({
    size: {
      people: inject('isNightly') ? 500 : 100,
      stretch: null,
      workers: 1,
      databaseServer: 'url' in server ? server.url : null,
    },
    searchSeconds: 1,
    say: () => undefined,
    played: (each) => reported.push(each),
  });
  expect(reported).toEqual(played);
  expect(played.map(({ result }) => result.id)).toEqual(['T11', 'T6', 'T8', 'T9', 'T10', 'T10']);
  for (const each of played) {
    const { id, stolen, undefended, of } = each.result;
    expect({ id, stolen, holds: holds(each) }).toEqual({ id, stolen, holds: true });
    expect(undefended).toBeLessThanOrEqual(of);
  }
  const nothing = played.filter(({ result }) => result.id !== 'T10').map(({ result }) => result.defended);
  expect(nothing).toEqual([0, 0, 0, 0]);
});

test('a scenario that exposes too much, or whose run without the defence proves nothing, does not hold', () => {
  const result = {
    ...{ id: 'T0', stolen: 'x', tried: 'y', then: null, of: 10, unit: 'persons' as const, alarmAt: null, seconds: 0 },
  };
  const theft = { bound: 3, alarmBy: null, remarks: [] };
  expect(holds({ ...theft, result: { ...result, undefended: 10, defended: 3 } })).toBe(true);
  expect(holds({ ...theft, result: { ...result, undefended: 10, defended: 4 } })).toBe(false);
  expect(holds({ ...theft, result: { ...result, undefended: 3, defended: 0 } })).toBe(false);
});

test('a scenario whose alarm comes too late does not hold', () => {
  const result = {
    ...{ id: 'T0', stolen: 'x', tried: 'y', then: null, of: 10, unit: 'persons' as const, seconds: 0 },
    ...{ undefended: 10, defended: 3 },
  };
  const theft = { bound: 3, alarmBy: 2, remarks: [] };
  expect(holds({ ...theft, result: { ...result, alarmAt: 2 } })).toBe(true);
  expect(holds({ ...theft, result: { ...result, alarmAt: 3 } })).toBe(false);
  expect(holds({ ...theft, result: { ...result, alarmAt: null } })).toBe(false);
});
