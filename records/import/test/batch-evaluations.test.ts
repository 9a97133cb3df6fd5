import type { Bytes } from '@etanche/core-wire';
import { expect, test } from 'vitest';
import { batchEvaluations } from '../src/write/batch-evaluations.ts';

function inputs(count: number, from = 0): Bytes[] {
  return Array.from({ length: count }, (_, i) => Uint8Array.of(from + i));
}
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('questions of several patients go as one, and each gets its own answers', async () => {
  const asked: [string, number][] = [];
  const evaluate = batchEvaluations((purpose, given) => {
    asked.push([purpose, given.length]);
    return Promise.resolve(given.map((input) => Uint8Array.of((input[0] ?? 0) + 100)));
  }, tick);
  const answers = await Promise.all([
    evaluate('search', inputs(3)),
    evaluate('search', inputs(2, 3)),
    evaluate('scope', inputs(1, 9)),
  ]);
  expect(answers.map((answer) => answer.map((bytes) => bytes[0]))).toEqual([[100, 101, 102], [103, 104], [109]]);
  expect(asked).toEqual([
    ['search', 5],
    ['scope', 1],
  ]);
});

test('no question exceeds 256 elements', async () => {
  const asked: number[] = [];
  const evaluate = batchEvaluations((_purpose, given) => {
    asked.push(given.length);
    return Promise.resolve([...given]);
  }, tick);
  const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => evaluate('search', inputs(10, i))));
  expect(answers.every((answer, i) => answer.length === 10 && answer[0]?.[0] === i)).toBe(true);
  expect(asked.reduce((sum, count) => sum + count)).toBe(600);
  expect(Math.max(...asked)).toBeLessThanOrEqual(256);
  expect(asked.length).toBe(3);
});

test('a refusal reaches all who asked with it, and not those who ask next', async () => {
  let refuses = true;
  const evaluate = batchEvaluations(
    (_purpose, given) => (refuses ? Promise.reject(new Error('refused')) : Promise.resolve([...given])),
    tick,
  );
  const first = await Promise.allSettled([evaluate('scope', inputs(1)), evaluate('scope', inputs(1))]);
  expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  refuses = false;
  expect(await evaluate('scope', inputs(2))).toHaveLength(2);
});
