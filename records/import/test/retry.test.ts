import { DataError, RecordsClientError } from '@etanche/records-client';
import { VaultClientError } from '@etanche/vault-client';
import { expect, test } from 'vitest';
import { retryTransient } from '../src/write/retry.ts';

const rules = { attempts: 5, firstWaitMs: 10, longestWaitMs: 40, withinMs: 1000 };

/** Runs a task that fails with these errors, one after the other, and then returns. */
async function run(failures: readonly Error[], limits = rules, taskMs = 0) {
  let now = 0;
  const waits: number[] = [];
  const time = {
    now: () => now,
    sleep: (milliseconds: number) => {
      waits.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
  };
  let attempts = 0;
  const outcome = await retryTransient(limits, time, () => {
    now += taskMs;
    const failure = failures[attempts++];
    return failure === undefined ? Promise.resolve('done') : Promise.reject(failure);
  }).catch((error: unknown) => error);
  return { outcome, attempts, waits };
}

const away = new RecordsClientError('store_unavailable', 'away');
const unknown = new DataError('uncertain', 'unknown');

test('a task is repeated after temporary failures, with a wait that doubles up to its limit', async () => {
  expect(await run([])).toEqual({ outcome: 'done', attempts: 1, waits: [] });
  expect(await run([away, unknown, away, away])).toEqual({ outcome: 'done', attempts: 5, waits: [10, 20, 40, 40] });
});

test('the last failure is thrown after the last attempt', async () => {
  const last = new RecordsClientError('unreachable', 'last');
  expect(await run([away, away, away, away, last, away])).toEqual({
    outcome: last,
    attempts: 5,
    waits: [10, 20, 40, 40],
  });
});

test('no attempt begins after the maximum time', async () => {
  expect(await run([away, away, away], { ...rules, withinMs: 130 }, 60)).toEqual({
    outcome: away,
    attempts: 2,
    waits: [10],
  });
  expect(await run([away], { ...rules, withinMs: 69 }, 60)).toEqual({ outcome: away, attempts: 1, waits: [] });
});

test.each([
  new DataError('could_not_check', 'away', { reason: 'unavailable' }),
  new VaultClientError('could_not_check', 'vaults away'),
  new RecordsClientError('conflict', 'a member wrote first'),
  new RecordsClientError('vaults_unreachable', 'vaults away'),
])('%s is repeated', async (failure) => {
  expect(await run([failure])).toMatchObject({ outcome: 'done', attempts: 2 });
});

test.each([
  new DataError('uncertain', 'the answer contradicts its signature', { reason: 'untrusted' }),
  new DataError('could_not_check', 'another log', { reason: 'split_log' }),
  new DataError('quota_reached', 'no unit left'),
  new DataError('too_large', 'too many resources'),
  new VaultClientError('refused', 'no right'),
  new RecordsClientError('log_stopped', 'restored'),
  new RecordsClientError('forbidden', 'no right'),
  new RecordsClientError('server_untrusted', 'another chain'),
  new RangeError('a fault of the program'),
])('%s is not repeated', async (failure) => {
  expect(await run([failure])).toEqual({ outcome: failure, attempts: 1, waits: [] });
});
