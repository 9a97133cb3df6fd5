import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { numberOf } from '../src/then/nir-hasher.ts';
import { searchNirs } from '../src/then/nir-search.ts';
import { blockCount, blockPrefixes, nirSpace } from '../src/then/nir-space.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const now = () => performance.now();

test('the space has every place once, the named departments first', () => {
  const space = nirSpace(['56', '2A']);
  expect(space.places[0]).toBe('56001');
  expect(space.places[264]).toBe('2A001');
  expect(new Set(space.places).size).toBe(space.places.length);
  expect(blockPrefixes(space, 0)).toContain('1000156001');
  expect(blockPrefixes(space, blockCount(space))).toEqual([]);
});

test('bare fingerprints give the numbers back, and a number outside the searched part stays hidden', async () => {
  const inside = [numberOf('1780556121', 108), numberOf('2991256123', 999)];
  const outside = numberOf('1780559330', 108);
  const fingerprints = [...inside, outside].map(sha256);
  const space = { places: nirSpace(['56']).places.slice(119, 123) };
  const result = await searchNirs({ space, fingerprints, workers: 2, seconds: 60, now });
  expect([...result.found].sort()).toEqual([...inside].sort());
  expect(result.tried).toBe(4 * 100 * 24_000);
});
