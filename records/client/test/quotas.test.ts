import type { Quota } from '@etanche/core-vault-protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { combineQuotas, openings } from '../src/orders/remaining-quotas.ts';

/** Reference implementation: opens one by one at the vaults with the most units left. */
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

describe('the remaining openings', () => {
  test('are the whole quota at vaults without use', () => {
    expect(openings([73, 73, 73], 2)).toBe(109);
    expect(openings([80, 80, 80], 2)).toBe(120);
    expect(openings([120], 1)).toBe(120);
  });

  test('need as many vaults as the threshold', () => {
    expect(openings([], 2)).toBe(0);
    expect(openings([50], 2)).toBe(0);
    expect(openings([50, 0, 0], 2)).toBe(0);
    expect(openings([50, 3, 0], 2)).toBe(3);
  });

  test('equal the number of openings counted one by one', () => {
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
  const quota = (scope: Quota['scope'], frozen = false, people = 0): Quota => {
    const none = used(0, 0);
    const perUnit = { scope: 1, search: 8, agenda: 40, inbox: 1 };
    return {
      member: 'a'.repeat(26),
      people: { limit: 613, used: people, perUnit },
      frozen,
      scope,
      search: none,
      agenda: none,
      inbox: none,
      emergency: none,
    };
  };

  test('respect the limit of 30 days, and count vaults that did not answer as empty', () => {
    const answers = [quota(used(80, 10)), quota(used(80, 0, 960, 950))];
    const combined = combineQuotas(answers, 3, 2);
    expect(combined.scope).toEqual({ openings: 10, of: 80, first: 'month' });
    expect(combined).toMatchObject({ answered: 2, vaults: 3, frozen: false });
  });

  test('contain the remaining people, also as the first limit reached', () => {
    const answers = [0, 1, 2].map(() => quota(used(66, 10), false, 600));
    const combined = combineQuotas(answers, 3, 2);
    expect(combined.people).toEqual({ openings: 19, of: 919 });
    expect(combined.scope).toEqual({ openings: 19, of: 99, first: 'people' });
    expect(
      combineQuotas(
        answers.map((each) => ({ ...each, search: used(40, 0) })),
        3,
        2,
      ).search,
    ).toEqual({
      ...{ openings: 1, of: 60, first: 'people' },
    });
  });

  test('are never negative after a quota was lowered, and contain a freeze', () => {
    const combined = combineQuotas([quota(used(5, 9)), quota(used(5, 0), true), quota(used(5, 2))], 3, 2);
    expect(combined.scope).toEqual({ openings: 3, of: 7, first: 'day' });
    expect(combined.frozen).toBe(true);
  });
});
