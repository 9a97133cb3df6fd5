import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { RefusalDelay } from '../src/http/refusal-delay.ts';

/** Whether the refusal may be sent before a timer of no delay fires. */
async function isImmediate(wait: Promise<void>): Promise<boolean> {
  const late = setTimeout(0, false);
  return Promise.race([wait.then(() => true), late]);
}

async function refuse(delay: RefusalDelay, count: number): Promise<boolean[]> {
  return Promise.all(Array.from({ length: count }, () => isImmediate(delay.wait())));
}

describe('a refusal', () => {
  test('is sent at once while there are few in a second', async () => {
    let now = 1_000_000;
    const delay = new RefusalDelay(() => now);
    for (let second = 0; second < 5; second++, now += 2000) {
      expect(await refuse(delay, 10)).not.toContain(false);
    }
  });

  test('is held back when there are many in a second, and every held one is sent', async () => {
    const delay = new RefusalDelay(() => 1_000_000);
    const waits = Array.from({ length: 200 }, () => delay.wait());
    expect(await isImmediate(delay.wait())).toBe(false);
    await Promise.all(waits);
  });

  test('is still held back in the second after a flood, and sent at once some seconds later', async () => {
    let now = 1_000_000;
    const delay = new RefusalDelay(() => now);
    await refuse(delay, 200);
    now += 1000;
    expect(await isImmediate(delay.wait())).toBe(false);
    now += 10_000;
    expect(await isImmediate(delay.wait())).toBe(true);
  });

  test('is sent at once when too many are held back already', async () => {
    const delay = new RefusalDelay(() => 1_000_000);
    const held = await refuse(delay, 4200);
    expect(held.filter((immediate) => !immediate)).toHaveLength(4096);
  });
});
