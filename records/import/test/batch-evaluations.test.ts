import type { Bytes } from '@etanche/core-wire';
import { expect, test } from 'vitest';
import { batchEvaluations } from '../src/write/batch-evaluations.ts';

function inputs(count: number, from = 0): Bytes[] {
  return Array.from({ length: count }, (_, i) => Uint8Array.of(from + i));
}
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('evaluations of several patients go in one request, and each caller gets its own outputs', async () => {
  const requests: [string, number][] = [];
  const evaluate = batchEvaluations((purpose, batch) => {
    requests.push([purpose, batch.length]);
    return Promise.resolve(batch.map((input) => Uint8Array.of((input[0] ?? 0) + 100)));
  }, tick);
  const outputs = await Promise.all([
    evaluate('search', inputs(3)),
    evaluate('search', inputs(2, 3)),
    evaluate('scope', inputs(1, 9)),
  ]);
  expect(outputs.map((output) => output.map((bytes) => bytes[0]))).toEqual([[100, 101, 102], [103, 104], [109]]);
  expect(requests).toEqual([
    ['search', 5],
    ['scope', 1],
  ]);
});

test('no request exceeds 128 elements', async () => {
  const requests: number[] = [];
  const evaluate = batchEvaluations((_purpose, batch) => {
    requests.push(batch.length);
    return Promise.resolve([...batch]);
  }, tick);
  const outputs = await Promise.all(Array.from({ length: 60 }, (_, i) => evaluate('search', inputs(10, i))));
  expect(outputs.every((output, i) => output.length === 10 && output[0]?.[0] === i)).toBe(true);
  expect(requests.reduce((sum, count) => sum + count)).toBe(600);
  expect(Math.max(...requests)).toBeLessThanOrEqual(128);
  expect(requests.length).toBe(5);
});

test('a rejected request fails for all its callers, and not for the next request', async () => {
  let refuses = true;
  const evaluate = batchEvaluations(
    (_purpose, batch) => (refuses ? Promise.reject(new Error('refused')) : Promise.resolve([...batch])),
    tick,
  );
  const first = await Promise.allSettled([evaluate('scope', inputs(1)), evaluate('scope', inputs(1))]);
  expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  refuses = false;
  expect(await evaluate('scope', inputs(2))).toHaveLength(2);
});
