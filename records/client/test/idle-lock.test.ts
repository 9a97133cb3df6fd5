import { describe, expect, test } from 'vitest';
import { createIdleLock } from '../src/session/idle-lock.ts';

/** A clock that the test moves; waits end when it reaches their time. */
function testClock() {
  let time = 1000;
  const waiting: { readonly until: number; readonly resolve: () => void }[] = [];
  return {
    now: () => time,
    sleep: (ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(new Error('aborted'));
        });
        waiting.push({ until: time + ms, resolve });
      }),
    move: async (ms: number) => {
      time += ms;
      for (const wait of waiting) if (wait.until <= time) wait.resolve();
      await new Promise((resolve) => setImmediate(resolve));
    },
    jump: (ms: number) => {
      time += ms;
    },
  };
}

describe('an idle client', () => {
  test('locks although it is checked all the time, if nothing touches it', async () => {
    const clock = testClock();
    const lock = createIdleLock({ ...clock, idleMs: 900 });
    for (let i = 0; i < 3; i++) {
      await clock.move(299);
      expect(lock.check()).toBe(true);
    }
    clock.jump(3);
    expect(lock.check()).toBe(false);
    expect(lock.signal.aborted).toBe(true);
  });

  test('locks by a timer after the idle time', async () => {
    const clock = testClock();
    const lock = createIdleLock({ ...clock, idleMs: 900 });
    await clock.move(899);
    expect(lock.signal.aborted).toBe(false);
    await clock.move(1);
    expect(lock.signal.aborted).toBe(true);
    expect(lock.touch()).toBe(false);
  });

  test('stays open while it is used', async () => {
    const clock = testClock();
    const lock = createIdleLock({ ...clock, idleMs: 900 });
    for (let i = 0; i < 5; i++) {
      await clock.move(600);
      expect(lock.touch()).toBe(true);
    }
  });

  test('is locked by the first call after a sleep of the device that stopped all timers', () => {
    const clock = testClock();
    const lock = createIdleLock({ ...clock, idleMs: 900 });
    clock.jump(100_000);
    expect(lock.signal.aborted).toBe(false);
    expect(lock.touch()).toBe(false);
    expect(lock.signal.aborted).toBe(true);
  });

  test.each(['succeeds', 'fails'])('refuses calls at once and locks after its last step, which %s', async (end) => {
    const clock = testClock();
    const step = Promise.withResolvers<undefined>();
    let runs = 0;
    const beforeIdleLock = async (): Promise<void> => {
      runs++;
      await step.promise;
    };
    const lock = createIdleLock({ ...clock, idleMs: 900, beforeIdleLock });
    clock.jump(900);
    expect(lock.touch()).toBe(false);
    expect(lock.check()).toBe(false);
    expect(lock.signal.aborted).toBe(false);
    await clock.move(0);
    if (end === 'fails') step.reject(new Error('the device is full'));
    else step.resolve(undefined);
    await expect.poll(() => lock.signal.aborted).toBe(true);
    expect(runs).toBe(1);
  });

  test('locks at once on request', () => {
    const lock = createIdleLock({ ...testClock(), idleMs: 900 });
    lock.lock();
    expect(lock.touch()).toBe(false);
  });
});
