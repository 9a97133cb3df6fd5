import { RecordsClientError } from '@etanche/records-client';
import { expect, test } from 'vitest';
import type { NewUnassigned } from '@etanche/records-client';
import { itemFrom, type Item } from '../src/units/read-items.ts';
import { createImportIds } from '../src/write/import-ids.ts';
import { createUnassignedDesk } from '../src/write/unassigned-desk.ts';
import { observationText } from './support/patients.ts';

/** What a desk gives to the list of these resources, and what it reports of them. `held` are records of earlier imports. */
async function listed(
  items: readonly Item[],
  held: ReadonlySet<string> = new Set(),
  exhausted: readonly string[] = [],
) {
  const brought: NewUnassigned[] = [];
  const ids = await createImportIds(new Uint8Array(32).fill(7), (input) => Promise.resolve(input));
  const desk = createUnassignedDesk({
    ...{ ids, validate: null, memoryBytes: 1 << 30, parallel: 1 },
    bring: (fresh) => {
      if (exhausted.includes(fresh.scope)) {
        return Promise.reject(new RecordsClientError('imports_exhausted', 'the scope takes no more imports'));
      }
      brought.push(fresh);
      return Promise.resolve({ held, unstored: new Set<string>() });
    },
    held: () => Promise.resolve(held),
  });
  const refused = await desk.take(items, 'patient_missing', null);
  await desk.flush();
  const sizes = brought.map(({ resources }) => resources.length).sort((a, b) => b - a);
  return { brought, sizes, refused, added: desk.added() };
}

const absent = (i: number): Item =>
  itemFrom(observationText(`o-${i}`, 'Patient/absent'), `https://a.example/Observation/o-${i}`, {
    ...{ file: 0, item: i + 1, entry: 0 },
  });
const manyOf = (count: number): Item[] => Array.from({ length: count }, (_, i) => absent(i));

test.each([
  [9_000, [9_000]],
  [9_003, [9_000, 1, 1, 1]],
])('%i resources of one absent patient have scopes of %j', async (count, wanted) => {
  const { brought, sizes, refused, added } = await listed(manyOf(count));
  expect([sizes, added]).toEqual([wanted, count]);
  // Each has a name: together they are within what one scope holds.
  const records = brought.map(({ resources }) => resources.length + resources.filter(({ names }) => names).length);
  expect(Math.max(...records)).toBeLessThan(20_000);
  const scopes = new Set(brought.map(({ scope }) => scope));
  expect(refused.every(({ unassigned }) => scopes.has(unassigned ?? ''))).toBe(true);
});

test('the same bytes beyond the limit are not a further resource', async () => {
  const { sizes, refused } = await listed([...manyOf(9_001), absent(9_000)]);
  expect(sizes).toEqual([9_000, 1]);
  expect(refused.at(-1)?.unassigned).toBe(refused.at(-2)?.unassigned);
});

/** Record ids of the resources of one desk, with one more for the name of each. */
function recordsOf({ brought }: Awaited<ReturnType<typeof listed>>): Set<string> {
  const [common] = brought.toSorted((a, b) => b.resources.length - a.resources.length);
  return new Set(common?.resources.flatMap(({ id, names }) => [id, ...(names === null ? [] : [names.id])]));
}

test('a later import counts what the list has of the absent patient, and goes on alone when the scope is full', async () => {
  const first = await listed(manyOf(8_998));
  const held = recordsOf(first);
  expect(held.size).toBe(17_996);
  const others = Array.from({ length: 1_200 }, (_, i) => absent(20_000 + i));
  const { sizes, refused } = await listed(others, held);
  expect(sizes).toEqual([2, ...Array.from({ length: 1_198 }, () => 1)]);
  expect(new Set(refused.map(({ unassigned }) => unassigned)).size).toBe(1_199);
});

test('a later import in another order leaves each resource where the list has it', async () => {
  const items = manyOf(9_003);
  const first = await listed(items);
  const places = new Map(items.map((item, i) => [item, first.refused[i]?.unassigned]));
  const turned = items.toReversed();
  const again = await listed(turned, recordsOf(first));
  expect(again.refused.map(({ unassigned }) => unassigned)).toEqual(turned.map((item) => places.get(item)));
});

test('a scope that takes no more imports keeps what it has, and each new resource gets its own', async () => {
  const first = await listed(manyOf(3));
  const scope = first.refused[0]?.unassigned ?? '';
  const items = [...manyOf(3), absent(7), absent(7), absent(8)];
  const { brought, refused } = await listed(items, recordsOf(first), [scope]);
  expect(brought.map(({ resources }) => resources.length)).toEqual([1, 1]);
  const scopes = refused.map(({ unassigned }) => unassigned);
  const [, , , seven, sameSeven, eight] = scopes;
  expect(scopes.slice(0, 3)).toEqual([scope, scope, scope]);
  expect(sameSeven).toBe(seven);
  expect([seven, eight]).toEqual(brought.map((one) => one.scope));
});
