import { expect, test } from 'vitest';
import { draftGroups } from '../../src/patients/draft-batches.ts';
import type { Draft } from '../../src/scope/write-scope.ts';

function draft(resource: string, bytes: number, binaries: number): Draft {
  const named = Array.from({ length: binaries }, (_, i) => `${resource}-${i}`);
  const of = { base: 0, compartment: 'clinical', kind: 'resource' } as const;
  return { ...of, resource, bytes: new Uint8Array(bytes), binaries: named };
}

test.each([
  ['51 drafts that name a binary each', Array.from({ length: 51 }, (_, i) => draft(`r${i}`, 10, 1)), [50, 1]],
  ['50 drafts that name a binary each', Array.from({ length: 50 }, (_, i) => draft(`r${i}`, 10, 1)), [50]],
  ['two that name 30 each', [draft('a', 10, 30), draft('b', 10, 30)], [1, 1]],
  ['501 drafts without binaries', Array.from({ length: 501 }, (_, i) => draft(`r${i}`, 10, 0)), [500, 1]],
  ['two of 3 MB', [draft('a', 3_000_000, 0), draft('b', 3_000_000, 0)], [1, 1]],
])('%s go into writes of %j', (_, drafts, sizes) => {
  const groups = draftGroups(drafts.map((one) => [one]));
  expect(groups.map(({ length }) => length)).toEqual(sizes);
  expect(groups.flat(2)).toEqual(drafts);
});
