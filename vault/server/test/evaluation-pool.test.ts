import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decodeElement, nobleGroup, verifyEvaluation } from '@etanche/core-oprf';
import { concat } from '@etanche/core-wire';
import { EvaluationPool } from '../src/evaluate/evaluation-pool.ts';
import { splitElements } from '../src/evaluate/evaluation-messages.ts';
import { readCompleteSeeds } from '../src/seeds/seed-file.ts';
import { random, someElements } from './support/caller.ts';
import { makeVaultDirectory } from './support/single-vault.ts';

let vaultHome: Awaited<ReturnType<typeof makeVaultDirectory>>;
let pool: EvaluationPool;
let threads: Worker[];
let lost: number;

beforeEach(async () => {
  vaultHome = await makeVaultDirectory();
  threads = [];
  lost = 0;
});
afterEach(async () => {
  await pool.close();
  vaultHome[Symbol.dispose]();
});

async function start(workers: number, shares = 10): Promise<void> {
  pool = await EvaluationPool.start({
    workers,
    engine: { kind: 'wasm' },
    shares,
    readSeeds: () => readCompleteSeeds(vaultHome.directory),
    onWorkerLost: () => {
      lost += 1;
    },
    spawn: () => {
      const worker = new Worker(new URL('../src/evaluate/evaluation-worker.ts', import.meta.url));
      threads.push(worker);
      return worker;
    },
  });
}

const many = someElements(256).map((element) => decodeElement(nobleGroup, element));
const decoded = (count: number) => many.slice(0, count);

describe('evaluation pool', () => {
  test('every batch, single or large, has a proof for the public key of its key set', async () => {
    await start(2);
    const sizes = [1, 256, 3, 20, 1, 21, 1, 1, 64, 2];
    const keySets = ['check/a.1', 'check/b.1'];
    const checks = sizes.map(async (size, i) => {
      const keySet = keySets[i % 2] ?? '';
      const elements = decoded(size);
      const { elements: joined, proof } = await pool.evaluate(keySet, concat(...elements));
      const publicKey = await pool.publicKey(keySet);
      return verifyEvaluation(nobleGroup, publicKey, elements, splitElements(joined), proof);
    });
    expect(await Promise.all(checks)).toEqual(sizes.map(() => true));
    expect(await pool.publicKey('check/a.1')).not.toEqual(await pool.publicKey('check/b.1'));
  });

  test('an evicted share is derived again', async () => {
    await start(1, 2);
    const before = await pool.publicKey('check/a.1');
    for (let i = 0; i < 5; i++) await pool.publicKey(`check/other-${i}.1`);
    expect(await pool.publicKey('check/a.1')).toEqual(before);
  });

  test('single requests pass waiting large batches', async () => {
    await start(1);
    const finished: string[] = [];
    const large = Array.from({ length: 4 }, async () => {
      await pool.evaluate('check/a.1', concat(...decoded(64)));
      finished.push('large');
    });
    const small = Array.from({ length: 6 }, async () => {
      await pool.evaluate('check/a.1', concat(...decoded(1)));
      finished.push('small');
    });
    await Promise.all([...large, ...small]);
    expect(finished.indexOf('small')).toBeLessThan(2);
    expect(finished.lastIndexOf('small')).toBeLessThan(finished.lastIndexOf('large'));
  });

  test('the jobs of a dead worker are refused, and the worker is replaced', async () => {
    await start(1);
    const batch = concat(...decoded(100));
    const jobs = Array.from({ length: 5 }, () => pool.evaluate('check/a.1', batch.slice()));
    const outcomes = Promise.allSettled(jobs);
    await threads[0]?.terminate();
    const settled = await outcomes;
    const codes = settled.map((each) => (each.status === 'rejected' ? (each.reason as { code: string }).code : 'good'));
    expect(codes).toContain('overloaded');
    expect(codes.every((code) => code === 'overloaded' || code === 'good')).toBe(true);
    expect(lost).toBe(1);
    await expect.poll(() => pool.workers, { timeout: 300_000 }).toBe(1);
    expect(threads).toHaveLength(2);
    const elements = decoded(1);
    const { elements: joined, proof } = await pool.evaluate('check/a.1', concat(...elements));
    const publicKey = await pool.publicKey('check/a.1');
    expect(verifyEvaluation(nobleGroup, publicKey, elements, splitElements(joined), proof)).toBe(true);
  });

  test('closing the pool refuses the jobs that have not started', async () => {
    await start(1);
    const elements = concat(...decoded(100));
    const jobs = Array.from({ length: 3 }, () => pool.evaluate('check/a.1', elements.slice()));
    const outcomes = Promise.allSettled(jobs);
    await pool.close();
    expect((await outcomes).at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'overloaded' } });
    await expect(pool.evaluate('check/a.1', random(32))).rejects.toMatchObject({ code: 'overloaded' });
  });

  test('with no worker thread, the pool evaluates on the calling thread until it is closed', async () => {
    await start(0, 2);
    const elements = decoded(21);
    const { elements: joined, proof } = await pool.evaluate('check/a.1', concat(...elements));
    const publicKey = await pool.publicKey('check/a.1');
    expect(verifyEvaluation(nobleGroup, publicKey, elements, splitElements(joined), proof)).toBe(true);
    await pool.publicKey('check/b.1');
    await pool.publicKey('check/c.1');
    expect(await pool.publicKey('check/a.1')).toEqual(publicKey);
    expect([pool.workers, threads.length]).toEqual([1, 0]);
    const last = pool.publicKey('check/a.1');
    await Promise.all([expect(last).rejects.toMatchObject({ code: 'overloaded' }), pool.close()]);
    await expect(pool.publicKey('check/a.1')).rejects.toMatchObject({ code: 'overloaded' });
    expect(lost).toBe(0);
  });
});
