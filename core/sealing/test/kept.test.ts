import { describe, expect, test } from 'vitest';
import { deriveCacheKeys, cacheOwnerMark } from '../src/index.ts';
import { argumentInvalid, asked, counted, hex, id, named, outcome, readVectors, toHex } from './fixtures.ts';

type Holder = { prf: string; device: string; member: string; credential: string; keysHash: string };
type Vectors = {
  practice: string;
  ids: { purpose: string; input: string; id: string }[];
  owners: { whose: string[]; owner: string }[];
  entries: (Holder & { name: string; id: string; sealed: string; output?: string; countedAt?: number })[];
};
const vectors = readVectors('kept-output') as Vectors;
const [good] = vectors.entries;
if (good === undefined) throw new Error('a vector');
const holder = good;
const keysOf = ({ prf, device, member, credential, keysHash }: Holder) =>
  deriveCacheKeys(hex(prf), hex(device), {
    ...{ practice: vectors.practice, member, credential, keysHash: hex(keysHash) },
  });

describe('vectors', () => {
  test.each(vectors.ids)(
    'the id of a cached output for $purpose is that of the vector',
    async ({ purpose, input, id: expected }) => {
      expect(await (await keysOf(holder)).id(purpose, hex(input))).toBe(expected);
    },
  );

  test.each(vectors.owners)('owner $whose', async ({ whose, owner }) => {
    expect(await cacheOwnerMark(hex(holder.device), ...whose)).toBe(owner);
  });

  test.each(vectors.entries)('entry: $name', async ({ id: at, sealed, output, countedAt, ...whose }) => {
    const keys = await keysOf(whose);
    const opened = keys.open(at, hex(sealed)).then((kept) => ({ ...kept, output: toHex(kept.output) }));
    expect(await outcome(opened)).toEqual(asked(output === undefined ? undefined : { output, countedAt }));
  });
});

describe('a kept output', () => {
  const random = counted('kept');

  test('a cached output opens to the same output, and all have the same size', async () => {
    const keys = await keysOf(holder);
    const sizes = new Set<number>();
    for (const [purpose, countedAt] of [
      ['scope', 0],
      ['search', 1_790_000_000_001],
    ] as const) {
      const at = await keys.id(purpose, named('input', 16));
      const kept = { countedAt, output: named(purpose, 64) };
      const sealed = await keys.seal(at, kept, random);
      expect(await keys.open(at, sealed)).toEqual(kept);
      sizes.add(sealed.length);
    }
    expect(sizes).toEqual(new Set([100]));
  });

  test('an output or secrets of another length are rejected', async () => {
    const keys = await keysOf(holder);
    const short = keys.seal(id('a'), { countedAt: 1, output: new Uint8Array(63) }, random);
    await expect(short).rejects.toThrow(argumentInvalid);
    await expect(keysOf({ ...holder, prf: 'ab' })).rejects.toThrow(argumentInvalid);
    await expect(keysOf({ ...holder, device: '' })).rejects.toThrow(argumentInvalid);
  });
});
