import { DataError, RecordsClientError } from '@etanche/records-client';
import { VaultClientError } from '@etanche/vault-client';
import { expect, test } from 'vitest';
import { repeating } from '../src/write/repeating.ts';

const rules = { attempts: 5, firstWaitMs: 10, longestWaitMs: 40, withinMs: 1000 };

/** Work that fails with these errors, one after another, and then returns. */
async function run(failures: readonly Error[], given = rules, workMs = 0) {
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
  let tried = 0;
  const ended = await repeating(given, time, () => {
    now += workMs;
    const failure = failures[tried++];
    return failure === undefined ? Promise.resolve('done') : Promise.reject(failure);
  }).catch((error: unknown) => error);
  return { ended, tried, waits };
}

const away = new RecordsClientError('store_unavailable', 'away');
const unknown = new DataError('uncertain', 'unknown');

test('work is repeated after failures that pass, with a wait that doubles up to its limit', async () => {
  expect(await run([])).toEqual({ ended: 'done', tried: 1, waits: [] });
  expect(await run([away, unknown, away, away])).toEqual({ ended: 'done', tried: 5, waits: [10, 20, 40, 40] });
});

test('the last failure is returned after the last attempt', async () => {
  const last = new RecordsClientError('unreachable', 'last');
  expect(await run([away, away, away, away, last, away])).toEqual({ ended: last, tried: 5, waits: [10, 20, 40, 40] });
});

test('no attempt begins after the time for all attempts', async () => {
  expect(await run([away, away, away], { ...rules, withinMs: 130 }, 60)).toEqual({
    ended: away,
    tried: 2,
    waits: [10],
  });
  expect(await run([away], { ...rules, withinMs: 69 }, 60)).toEqual({ ended: away, tried: 1, waits: [] });
});

test.each([
  new DataError('could_not_check', 'away', { reason: 'unavailable' }),
  new VaultClientError('could_not_check', 'vaults away'),
  new RecordsClientError('conflict', 'a member wrote first'),
  new RecordsClientError('vaults_unreachable', 'vaults away'),
])('%s is repeated', async (failure) => {
  expect(await run([failure])).toMatchObject({ ended: 'done', tried: 2 });
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
  expect(await run([failure])).toEqual({ ended: failure, tried: 1, waits: [] });
});
