import { RecordsClientError } from '@etanche/records-client';
import { expect, inject, test } from 'vitest';
import type { NewUnassigned } from '@etanche/records-client';
import { itemFrom, type Item } from '../src/units/read-items.ts';
import { createImportIds } from '../src/write/import-ids.ts';
import { createUnassignedWriter } from '../src/write/unassigned-writer.ts';
import { observationText } from './support/patients.ts';

/**
 * Adds resources to the list and returns the writes and the report. `stored` are records of earlier imports,
 * `exhausted` scopes that accept no more imports.
 */
async function addToList(
  items: readonly Item[],
  stored: ReadonlySet<string> = new Set(),
  exhausted: readonly string[] = [],
) {
  const writes: NewUnassigned[] = [];
  const ids = await createImportIds(new Uint8Array(32).fill(7), (input) => Promise.resolve(input));
  const writer = createUnassignedWriter({
    ...{ ids, validate: null, memoryBytes: 1 << 30, parallel: 1 },
    write: (resources) => {
      if (exhausted.includes(resources.scope)) {
        return Promise.reject(new RecordsClientError('imports_exhausted', 'the scope accepts no more imports'));
      }
      writes.push(resources);
      return Promise.resolve({ stored, unstored: new Set<string>() });
    },
    storedRecords: () => Promise.resolve(stored),
  });
  const refused = await writer.add(items, 'patient_missing', null);
  await writer.flush();
  const sizes = writes.map(({ resources }) => resources.length).sort((a, b) => b - a);
  return { writes, sizes, refused, added: writer.addedCount() };
}

const observation = (i: number): Item =>
  itemFrom(observationText(`o-${i}`, 'Patient/absent'), `https://a.example/Observation/o-${i}`, {
    ...{ file: 0, item: i + 1, entry: 0 },
  });
const manyOf = (count: number): Item[] => Array.from({ length: count }, (_, i) => observation(i));

const counts: readonly (readonly [number, readonly number[]])[] = [
  [9_003, [9_000, 1, 1, 1]],
  ...(inject('isNightly') ? [[9_000, [9_000]] as const] : []),
];
test.each(counts)('%i resources of one absent patient have scopes of %j', async (count, wanted) => {
  const { writes, sizes, refused, added } = await addToList(manyOf(count));
  expect([sizes, added]).toEqual([wanted, count]);
  // Each has a name, which is a record too. All are within the limit of one scope.
  const records = writes.map(({ resources }) => resources.length + resources.filter(({ names }) => names).length);
  expect(Math.max(...records)).toBeLessThan(20_000);
  const scopes = new Set(writes.map(({ scope }) => scope));
  expect(refused.every(({ unassigned }) => scopes.has(unassigned ?? ''))).toBe(true);
});

test('the same bytes above the limit are not another resource', async () => {
  const { sizes, refused } = await addToList([...manyOf(9_001), observation(9_000)]);
  expect(sizes).toEqual([9_000, 1]);
  expect(refused.at(-1)?.unassigned).toBe(refused.at(-2)?.unassigned);
});

/** Record ids of the largest scope: one for each resource and one for its name. */
function recordsOf({ writes }: Awaited<ReturnType<typeof addToList>>): Set<string> {
  const [largest] = writes.toSorted((a, b) => b.resources.length - a.resources.length);
  return new Set(largest?.resources.flatMap(({ id, names }) => [id, ...(names === null ? [] : [names.id])]));
}

test('a later import counts the stored records of the absent patient, and gives resources their own scopes when it is full', async () => {
  const first = await addToList(manyOf(8_998));
  const stored = recordsOf(first);
  expect(stored.size).toBe(17_996);
  const others = Array.from({ length: 1_200 }, (_, i) => observation(20_000 + i));
  const { sizes, refused } = await addToList(others, stored);
  expect(sizes).toEqual([2, ...Array.from({ length: 1_198 }, () => 1)]);
  expect(new Set(refused.map(({ unassigned }) => unassigned)).size).toBe(1_199);
});

test('a later import in another order leaves each resource in its scope', async () => {
  const items = manyOf(9_003);
  const first = await addToList(items);
  const scopes = new Map(items.map((item, i) => [item, first.refused[i]?.unassigned]));
  const reversed = items.toReversed();
  const again = await addToList(reversed, recordsOf(first));
  expect(again.refused.map(({ unassigned }) => unassigned)).toEqual(reversed.map((item) => scopes.get(item)));
});

test('a scope that accepts no more imports keeps its resources, and each new resource gets its own scope', async () => {
  const first = await addToList(manyOf(3));
  const scope = first.refused[0]?.unassigned ?? '';
  const items = [...manyOf(3), observation(7), observation(7), observation(8)];
  const { writes, refused } = await addToList(items, recordsOf(first), [scope]);
  expect(writes.map(({ resources }) => resources.length)).toEqual([1, 1]);
  const scopes = refused.map(({ unassigned }) => unassigned);
  const [, , , seven, sameSeven, eight] = scopes;
  expect(scopes.slice(0, 3)).toEqual([scope, scope, scope]);
  expect(sameSeven).toBe(seven);
  expect([seven, eight]).toEqual(writes.map((one) => one.scope));
});
