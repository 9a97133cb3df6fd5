import { toBase64url } from '@etanche/core-wire';
import { RecordsClientError } from '@etanche/records-client';
import { expect, test } from 'vitest';
import { batchWrites } from '../src/write/batch-writes.ts';

type Sent = Parameters<Parameters<typeof batchWrites>[0]>[0];

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function listed(scope: string, characters = 100): Sent[number] {
  const compartment = 'clinical' as const;
  const pack = { compartment, epoch: 1, time: 0, list: 'AA', salt: 'AA', sealed: 'A'.repeat(characters) };
  return { scope, key: toBase64url(new Uint8Array(16)), write: { kind: 'import', head: 'h', packs: [pack] } };
}
const writtenIn = ({ scope }: Sent[number]) => ({ freshness: scope, full: [] });

test('writes that are ready together go in one list, and each caller gets its own outcome', async () => {
  const lists: string[][] = [];
  const write = batchWrites((writes) => {
    lists.push(writes.map(({ scope }) => scope));
    return Promise.resolve(
      writes.map((each) => (each.scope === 'b' ? new RecordsClientError('conflict', 'refused') : writtenIn(each))),
    );
  }, tick);
  const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((scope) => write(listed(scope))));
  expect(lists).toEqual([['a', 'b', 'c']]);
  expect(outcomes).toMatchObject([
    { status: 'fulfilled', value: { freshness: 'a' } },
    { status: 'rejected', reason: { code: 'conflict' } },
    { status: 'fulfilled', value: { freshness: 'c' } },
  ]);
});

test('writes that become ready during a request go together in the next, and a request without answer fails its own', async () => {
  const lists: string[][] = [];
  const answers: PromiseWithResolvers<undefined>[] = [];
  const write = batchWrites(async (writes) => {
    lists.push(writes.map(({ scope }) => scope));
    const answer = Promise.withResolvers<undefined>();
    answers.push(answer);
    await answer.promise;
    return writes.map(writtenIn);
  }, tick);
  const first = write(listed('a'));
  await tick();
  await tick();
  const others = Promise.all(['b', 'c', 'd'].map((scope) => write(listed(scope))));
  await tick();
  await tick();
  expect(lists).toEqual([['a']]);
  answers[0]?.reject(new RecordsClientError('unreachable', 'no answer'));
  await expect(first).rejects.toMatchObject({ code: 'unreachable' });
  await tick();
  await tick();
  answers[1]?.resolve(undefined);
  expect((await others).map(({ freshness }) => freshness)).toEqual(['b', 'c', 'd']);
  expect(lists).toEqual([['a'], ['b', 'c', 'd']]);
});

test('a list exceeds neither 32 writes nor the bytes of a request', async () => {
  const lists: number[] = [];
  const write = batchWrites((writes) => {
    lists.push(writes.length);
    return Promise.resolve(writes.map(writtenIn));
  }, tick);
  await Promise.all(Array.from({ length: 40 }, (_, i) => write(listed(String(i)))));
  const large = [5_000_000, 5_000_000, 100, 100].map((characters, i) => write(listed(String(i), characters)));
  await Promise.all(large);
  expect(lists).toEqual([32, 8, 1, 3]);
});
