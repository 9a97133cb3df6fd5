import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { numberOf } from '../src/baseline-2021/nir-hasher.ts';
import { searchNirs } from '../src/baseline-2021/nir-search.ts';
import { blockCount, blockPrefixes, nirSpace } from '../src/baseline-2021/nir-space.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const now = () => performance.now();

test('the space contains every place once: towns first, then the named departments', () => {
  const space = nirSpace(['56', '2A']);
  const position = (place: string) => space.places.indexOf(place);
  const inOrder = ['01053', '75120', '56001', '2A001', '01001'].map(position);
  expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
  expect(new Set(space.places).size).toBe(space.places.length);
  expect(blockPrefixes(space, 0)).toContain('1000101053');
  expect(blockPrefixes(space, blockCount(space))).toEqual([]);
});

test('bare fingerprints reveal the numbers, except a number outside the searched part', async () => {
  const inside = [numberOf('1780556121', 108), numberOf('2991256123', 999)];
  const outside = numberOf('1780559330', 108);
  const fingerprints = [...inside, outside].map(sha256);
  const space = { places: ['56120', '56121', '56122', '56123'] };
  const result = await searchNirs({ space, fingerprints, workers: 2, seconds: 60, now });
  expect([...result.found].sort()).toEqual([...inside].sort());
  expect(result.tried).toBe(4 * 100 * 24_000);
});
