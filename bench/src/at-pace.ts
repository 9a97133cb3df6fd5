import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Starts `act` this many times a second regardless of its duration, and waits for all. @param act gets the time at
 * which it was due, in ms
 */
export async function atPace(perSecond: number, seconds: number, act: (due: number) => Promise<void>): Promise<void> {
  const from = performance.now();
  const until = from + seconds * 1000;
  const begun: Promise<void>[] = [];
  for (let due = from; due < until; due += 1000 / perSecond) {
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    begun.push(act(due));
  }
  await Promise.all(begun);
}
