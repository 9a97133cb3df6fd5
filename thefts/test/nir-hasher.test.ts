import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createNirHasher, numberOf } from '../src/baseline-2021/nir-hasher.ts';
import { roundConstants } from '../src/baseline-2021/sha256-kernel.ts';

const firstWord = (text: string) => createHash('sha256').update(text).digest().readUInt32BE(0);

test('the round constants are those of FIPS 180-4', () => {
  const constants = roundConstants();
  expect([constants[0], constants[1], constants[63]]).toEqual([0x428a2f98, 0x71374491, 0xc67178f2]);
});

test.each(['1780599330', '279035121 '.trim() + '5', '186022A215', '2550812B16', '9999999999'])(
  'hashes the 1,000 numbers under %s like the platform',
  async (prefix) => {
    const hasher = await createNirHasher();
    const words = [...hasher(prefix)];
    expect(words).toEqual(Array.from({ length: 1000 }, (_, order) => firstWord(numberOf(prefix, order))));
  },
);

test('the numbers include their key', () => {
  expect(numberOf('1780599330', 108)).toBe('178059933010817');
  expect(numberOf('186022A215', 325)).toBe('186022A21532523');
});
