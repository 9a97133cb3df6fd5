import { describe, expect, test } from 'vitest';
import { gatherQuorum, type Quorum } from '../src/evaluate/quorum.ts';
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
  test('a quorum asks exactly the required number of vaults, in order', async () => {
    expect(await gatherQuorum(quorum)).toEqual({ answers: [3, 1], failures: [] });
  });

  test('a quorum asks one more vault for each failure', async () => {
    const asked: number[] = [];
    const ask = (index: number): Promise<number> => {
      asked.push(index);
      return index === 3 ? Promise.reject(new VaultFailed('unreachable')) : Promise.resolve(index);
    };
    const outcome = await gatherQuorum({ ...quorum, order: [3, 1, 2, 4], ask });
    expect(outcome).toEqual({ answers: [1, 2], failures: [{ index: 3, code: 'unreachable' }] });
    expect(asked).toEqual([3, 1, 2]);
  });

  test('a quorum uses the answer of a hedge if it comes first', async () => {
    const ask = (index: number, signal: AbortSignal): Promise<number> =>
      index === 3 ? timerSleep(60_000, signal).then(() => index) : Promise.resolve(index);
    expect(await gatherQuorum({ ...quorum, hedgeMs: 1, ask })).toEqual({ answers: [1, 2], failures: [] });
  });

  test('a quorum rejects with any error that is not a vault’s failure', async () => {
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
