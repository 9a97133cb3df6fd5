import { expect, test } from 'vitest';
import { batchCalls } from '../src/write/batch-calls.ts';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('calls wait for an answer and fill the next request', async () => {
  const requests: number[][] = [];
  const answers: (() => void)[] = [];
  const ask = async (inputs: readonly number[]): Promise<number[]> => {
    requests.push([...inputs]);
    await new Promise<void>((resolve) => answers.push(resolve));
    return inputs.map((input) => input * 2);
  };
  const call = batchCalls(ask, { most: 4, atOnce: 1, gather: tick });
  const first = call([1]);
  await tick();
  await tick();
  const others = Promise.all([call([2, 3]), call([4]), call([5, 6])]);
  await tick();
  await tick();
  expect(requests).toEqual([[1]]);
  answers.shift()?.();
  expect(await first).toEqual([2]);
  await tick();
  await tick();
  expect(requests).toEqual([[1], [2, 3, 4]]);
  answers.shift()?.();
  await tick();
  await tick();
  answers.shift()?.();
  expect(await others).toEqual([[4, 6], [8], [10, 12]]);
  expect(requests.at(-1)).toEqual([5, 6]);
});

test('a call with more inputs than a request may have goes alone, and one without inputs asks nothing', async () => {
  const requests: number[] = [];
  const ask = (inputs: readonly number[]): Promise<number[]> => {
    requests.push(inputs.length);
    return Promise.resolve([...inputs]);
  };
  const call = batchCalls(ask, { most: 2, atOnce: 2, gather: tick });
  expect(await Promise.all([call([1]), call([2, 3, 4]), call([])])).toEqual([[1], [2, 3, 4], []]);
  expect(requests).toEqual([1, 3]);
});

test('a request has no more than its weight, except for one call that is too heavy alone', async () => {
  const requests: number[][] = [];
  const ask = (inputs: readonly number[]): Promise<number[]> => {
    requests.push([...inputs]);
    return Promise.resolve([...inputs]);
  };
  const weight = { of: (input: number) => input, most: 10 };
  const call = batchCalls(ask, { most: 3, weight, atOnce: 1, gather: tick });
  const inputs = [4, 6, 1, 12, 1, 1, 1, 1];
  expect(await Promise.all(inputs.map((input) => call([input])))).toEqual(inputs.map((input) => [input]));
  expect(requests).toEqual([[4, 6], [1], [12], [1, 1, 1], [1]]);
});

test('a failure is that of the calls of its request, and later calls are answered', async () => {
  let fails = true;
  const ask = (inputs: readonly number[]): Promise<number[]> =>
    fails ? Promise.reject(new Error('no answer')) : Promise.resolve([...inputs]);
  const call = batchCalls(ask, { most: 1, atOnce: 1, gather: tick });
  const first = call([1]);
  const second = call([2]);
  await expect(first).rejects.toThrow('no answer');
  fails = false;
  expect(await second).toEqual([2]);
});

test('a wait that fails rejects the calls that waited, and not a later one', async () => {
  let fails = true;
  const call = batchCalls((inputs: readonly number[]) => Promise.resolve(inputs), {
    ...{ most: 4, atOnce: 1 },
    gather: () => (fails ? Promise.reject(new Error('aborted')) : tick()),
  });
  const both = await Promise.allSettled([call([1]), call([2])]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  expect(await call([3])).toEqual([3]);
});
