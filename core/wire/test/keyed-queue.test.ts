import { expect, test } from 'vitest';
import { createKeyedQueue } from '../src/index.ts';

test('works of one key run one after the other, in the order of the calls, and each caller gets its own result', async () => {
  const queue = createKeyedQueue();
  const events: string[] = [];
  const first = Promise.withResolvers<string>();
  const a = queue('a', async () => {
    events.push('first begins');
    const result = await first.promise;
    events.push('first ends');
    return result;
  });
  const b = queue('a', () => Promise.resolve(events.push('second')));
  await queue('b', () => Promise.resolve(events.push('another key')));
  expect(events).toEqual(['first begins', 'another key']);
  first.resolve('done');
  expect(await Promise.all([a, b])).toEqual(['done', 4]);
  expect(events).toEqual(['first begins', 'another key', 'first ends', 'second']);
});

test('a failed work fails its caller alone', async () => {
  const queue = createKeyedQueue();
  const key = {};
  const failing = queue(key, () => Promise.reject(new Error('no')));
  const next = queue(key, () => Promise.resolve('yes'));
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
  expect(await queue(key, () => Promise.resolve('again'))).toBe('again');
});
