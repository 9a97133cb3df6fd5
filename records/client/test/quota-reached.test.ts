import { VaultClientError, type VaultFailure } from '@etanche/vault-client';
import { describe, expect, test } from 'vitest';
import { type QuotaReached } from '../src/data/quota-reached.ts';
import { orQuotaReached, quotaOf, quotaText } from '../src/data/quota-errors.ts';

const now = Date.parse('2026-11-28T08:00:00Z');
const federation = { threshold: 2, vaults: [1, 2, 3] };
const day = { kind: 'scope', window: 'day', most: 80 } as const;
const refusal = (index: number, change: Partial<VaultFailure> = {}): VaultFailure => {
  return { index, code: 'quota_member', retryAfterSeconds: 600, limit: day, ...change };
};
const of = (failures: readonly VaultFailure[], retryAfterSeconds?: number): QuotaReached | null =>
  quotaOf({ failures, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) }, federation, now);

describe('the limit of a refusal', () => {
  test('has the number that t vaults grant together, and the time of the reset', () => {
    expect(of([refusal(1), refusal(2)], 600)).toEqual({
      ...{ of: 'member', kind: 'scope', window: 'day', limit: 120 },
      resetsAt: now + 600_000,
    });
  });

  test('is the limit that decides when enough vaults answer again', () => {
    const burst = refusal(2, { retryAfterSeconds: 5, limit: { kind: 'scope', window: 'burst', most: 12 } });
    expect(of([refusal(1), burst], 600)).toMatchObject({ window: 'day', limit: 120 });
    expect(of([refusal(1), burst], 5)).toMatchObject({ window: 'burst', limit: 18, resetsAt: now + 5000 });
  });

  test('has the lowest number if vaults name several for one limit', () => {
    expect(of([refusal(1), refusal(2, { limit: { ...day, most: 20 } })], 600)).toMatchObject({ limit: 30 });
  });

  test('is the quota also if another vault is unreachable and the time of the reset is unknown', () => {
    expect(of([{ index: 3, code: 'unreachable' }, refusal(1)])).toMatchObject({ window: 'day', resetsAt: null });
  });

  test('is the one with the longer wait if a vault that refuses all callers decides the time', () => {
    const spent: VaultFailure = { index: 3, code: 'store_spent', retryAfterSeconds: 900 };
    const burst = refusal(2, { retryAfterSeconds: 5, limit: { kind: 'scope', window: 'burst', most: 12 } });
    expect(of([burst, refusal(1), spent], 900)).toMatchObject({ window: 'day', resetsAt: now + 900_000 });
  });

  test('has, for an importer, the number at each vault, and its total does not reset', () => {
    const total = { index: 1, code: 'quota_importer', limit: { kind: 'search', window: 'total', most: 300 } } as const;
    expect(of([total, { ...total, index: 2 }])).toEqual({
      ...{ of: 'importer', kind: 'search', window: 'total', limit: 300, resetsAt: null },
    });
  });

  test('has no number if the vaults name none', () => {
    expect(of([{ index: 1, code: 'quota_practice', retryAfterSeconds: 60 }], 60)).toEqual({
      ...{ of: 'practice', kind: null, window: null, limit: null, resetsAt: now + 60_000 },
    });
  });

  test.each(['caller_refused', 'unreachable', 'store_spent', 'quota_network', 'proof_invalid'] as const)(
    'is null for %s',
    (code) => {
      expect(
        of([
          { index: 1, code },
          { index: 2, code },
        ]),
      ).toBeNull();
    },
  );
});

describe('the sentence about a limit', () => {
  test.each<[QuotaReached, string]>([
    [
      { of: 'member', kind: 'scope', window: 'day', limit: 120, resetsAt: now },
      'the limit of 120 opened files in 24 hours is reached for this member; the next is possible from 2026-11-28T08:00:00Z',
    ],
    [
      { of: 'member', kind: 'emergency', window: 'month', limit: 72, resetsAt: now },
      'the limit of 72 emergency openings and searches in 30 days is reached for this member; the next is possible from 2026-11-28T08:00:00Z',
    ],
    [
      { of: 'importer', kind: 'search', window: 'total', limit: 300, resetsAt: null },
      'the limit of 300 searches for the whole import is reached for this importer; waiting does not lift it',
    ],
    [
      { of: 'practice', kind: null, window: null, limit: null, resetsAt: null },
      'a limit is reached for all members of the practice together; waiting does not lift it',
    ],
  ])('contains owner, number, window and reset', (quota, text) => {
    expect(quotaText(quota)).toBe(text);
  });
});

describe('an evaluation', () => {
  const client = { environment: { now: () => now }, practice: { federation } };
  const failing = (failures: readonly VaultFailure[], retryAfterSeconds?: number) =>
    orQuotaReached(client, 'search', () =>
      Promise.reject(
        new VaultClientError('refused', 'refused', {
          failures,
          ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
        }),
      ),
    );

  test('that is refused for a quota throws quota_reached', async () => {
    await expect(failing([refusal(1), refusal(2)], 600)).rejects.toMatchObject({
      code: 'quota_reached',
      retryAfterSeconds: 600,
      quota: { window: 'day', limit: 120, resetsAt: now + 600_000 },
    });
  });

  test('that is refused for another reason throws could_not_check', async () => {
    await expect(failing([{ index: 1, code: 'caller_refused' }])).rejects.toMatchObject({
      code: 'could_not_check',
      reason: 'unavailable',
    });
  });
});
