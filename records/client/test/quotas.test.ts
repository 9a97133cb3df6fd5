import type { Quota } from '@etanche/core-protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { combineQuotas, openings } from '../src/registry/openable.ts';

/** The slow way: opens again and again from those vaults that have most left. */
function openOneByOne(left: readonly number[], threshold: number): number {
  const units = [...left];
  for (let opened = 0; ; opened++) {
    const most = units
      .map((rest, i) => ({ rest, i }))
      .sort((a, b) => b.rest - a.rest)
      .slice(0, threshold);
    if (most.length < threshold || most.some(({ rest }) => rest === 0)) return opened;
    for (const { i } of most) units[i] = (units[i] ?? 0) - 1;
  }
}

describe('what can still be opened', () => {
  test('of fresh vaults is what the doctor was promised', () => {
    expect(openings([73, 73, 73], 2)).toBe(109);
    expect(openings([80, 80, 80], 2)).toBe(120);
    expect(openings([120], 1)).toBe(120);
  });

  test('needs as many vaults as the threshold', () => {
    expect(openings([], 2)).toBe(0);
    expect(openings([50], 2)).toBe(0);
    expect(openings([50, 0, 0], 2)).toBe(0);
    expect(openings([50, 3, 0], 2)).toBe(3);
  });

  test('is what opening one by one gives', () => {
    const vaults = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 9 });
    fc.assert(
      fc.property(vaults, fc.integer({ min: 1, max: 9 }), (left, threshold) => {
        expect(openings(left, threshold)).toBe(openOneByOne(left, threshold));
      }),
    );
  });
});

describe('quotas over all vaults', () => {
  const used = (limit: number, spent: number, monthLimit = limit * 12, monthUsed = spent) => {
    return { limit, used: spent, monthLimit, monthUsed };
  };
  const quota = (scope: Quota['scope'], frozen = false): Quota => {
    const none = used(0, 0);
    return { member: 'a'.repeat(26), frozen, scope, search: none, agenda: none, inbox: none, emergency: none };
  };

  test('count the month too, and vaults that did not answer as empty', () => {
    const answers = [quota(used(80, 10)), quota(used(80, 0, 960, 950))];
    const combined = combineQuotas(answers, 3, 2);
    expect(combined.scope).toEqual({ openings: 10, of: 80 });
    expect(combined).toMatchObject({ answered: 2, vaults: 3, frozen: false });
  });

  test('never go below nothing after a quota was lowered, and tell a freeze', () => {
    const combined = combineQuotas([quota(used(5, 9)), quota(used(5, 0), true), quota(used(5, 2))], 3, 2);
    expect(combined.scope).toEqual({ openings: 3, of: 7 });
    expect(combined.frozen).toBe(true);
  });
});
