import { describe, expect, test } from 'vitest';
import { gatherQuorum, type Quorum } from '../src/quorum.ts';
import { timerSleep } from '../src/index.ts';
import { VaultFailed } from '../src/vault-failed.ts';

const quorum: Quorum<number> = {
  order: [3, 1, 2],
  needed: 2,
  hedgeMs: null,
  sleep: timerSleep,
  ask: (index) => Promise.resolve(index),
  report: () => undefined,
};

describe('a quorum', () => {
  test('asks as many as needed, in order', async () => {
    expect(await gatherQuorum(quorum)).toEqual({ answers: [3, 1], failures: [] });
  });

  test('asks one more for each that fails, and no more than that', async () => {
    const asked: number[] = [];
    const ask = (index: number): Promise<number> => {
      asked.push(index);
      return index === 3 ? Promise.reject(new VaultFailed('unreachable')) : Promise.resolve(index);
    };
    const outcome = await gatherQuorum({ ...quorum, order: [3, 1, 2, 4], ask });
    expect(outcome).toEqual({ answers: [1, 2], failures: [{ index: 3, code: 'unreachable' }] });
    expect(asked).toEqual([3, 1, 2]);
  });

  test('keeps a hedge that answers instead of the one it hedges', async () => {
    const ask = (index: number, signal: AbortSignal): Promise<number> =>
      index === 3 ? timerSleep(60_000, signal).then(() => index) : Promise.resolve(index);
    expect(await gatherQuorum({ ...quorum, hedgeMs: 1, ask })).toEqual({ answers: [1, 2], failures: [] });
  });

  test('rejects with a fault of our own, wherever it is', async () => {
    const broken = new TypeError('broken');
    const throwing = (): never => {
      throw broken;
    };
    await expect(gatherQuorum({ ...quorum, ask: throwing })).rejects.toBe(broken);
    const failing = { ...quorum, ask: () => Promise.reject(new VaultFailed('timeout')) };
    await expect(gatherQuorum({ ...failing, report: throwing })).rejects.toBe(broken);
    const waiting = { ...quorum, ask: () => new Promise<never>(() => undefined) };
    await expect(gatherQuorum({ ...waiting, hedgeMs: 1, sleep: throwing })).rejects.toBe(broken);
  });
});
