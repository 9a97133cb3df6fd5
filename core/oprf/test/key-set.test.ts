import { suite, type KeySet } from '@etanche/core-vault-protocol';
import { toBase64url } from '@etanche/core-wire';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import vectors from '../../../vectors/key-sets.json' with { type: 'json' };
import { checkKeySet, deriveShareKey, makeKeySet, nobleGroup, seedFingerprint } from '../src/index.ts';
import { serverOnNoble } from './server-on-noble.ts';
import { hex } from './test-bytes.ts';

const group = serverOnNoble;

describe.each(vectors.keySets)('$name for $keySet', (vector) => {
  const seeds = vector.seeds.map(({ holders, seed }) => ({ holders, seed: hex(seed) }));
  const held = (index: number) => seeds.filter((seed) => seed.holders.includes(index));
  const { vaults, threshold, keySet } = vector;
  const shares = vector.shares.map(({ index, publicKey }) => ({
    index,
    publicKey,
    url: `https://vault${index}.example`,
  }));

  test('each vault derives its share of the vector', () => {
    for (const share of vector.shares) {
      const { index } = share;
      const key = deriveShareKey(group, { seeds: held(index).reverse(), vaults, threshold, index, keySet });
      expect(key).toEqual({
        keySet,
        index,
        secret: hex(share.secret),
        publicKey: Uint8Array.from(Buffer.from(share.publicKey, 'base64url')),
      });
    }
  });

  test('the holders of each seed see the same fingerprint', () => {
    expect(seeds.map(({ holders, seed }) => seedFingerprint(holders, seed))).toEqual(
      vector.seeds.map((seed) => seed.fingerprint),
    );
  });

  test('the key set is interpolated from the shares in any order', () => {
    const expected = { id: keySet, suite, threshold, publicKey: vector.publicKey, shares };
    expect(makeKeySet(nobleGroup, keySet, threshold, shares)).toEqual(expected);
    expect(makeKeySet(nobleGroup, keySet, threshold, [...shares].reverse())).toEqual(expected);
  });

  test('another key set id gives other shares', () => {
    const index = vaults;
    const parameters = { seeds: held(index), vaults, threshold, index };
    const first = deriveShareKey(group, { ...parameters, keySet: 'check/first.1' });
    const second = deriveShareKey(group, { ...parameters, keySet: 'check/first.2' });
    expect(first.secret).not.toEqual(second.secret);
  });

  test('a vault rejects seeds that are not exactly its own', () => {
    const refused = expect.objectContaining({ code: 'seeds_invalid' }) as Error;
    const derive = (given: typeof seeds) =>
      deriveShareKey(group, { seeds: given, vaults, threshold, index: 1, keySet });
    const [first, ...rest] = held(1);
    const { holders, seed } = first ?? { holders: [], seed: new Uint8Array(0) };
    expect(() => derive([])).toThrow(refused);
    expect(() => derive(rest)).toThrow(refused);
    expect(() => derive([...held(1), { holders, seed }])).toThrow(refused);
    expect(() => derive([{ holders: [9], seed }, ...rest])).toThrow(refused);
    expect(() => derive([{ holders, seed: seed.slice(1) }, ...rest])).toThrow(refused);
    expect(() => deriveShareKey(group, { seeds, vaults, threshold, index: vaults + 1, keySet })).toThrow(refused);
  });
});

describe('key sets that a client refuses', () => {
  test.each(vectors.refused)('$name', ({ keySet }) => {
    const refused = expect.objectContaining({ code: 'key_set_inconsistent' }) as Error;
    expect(() => {
      checkKeySet(nobleGroup, keySet as KeySet);
    }).toThrow(refused);
  });

  test('a key set with more shares than the threshold is rejected if one share is altered', () => {
    const checkable = vectors.keySets.filter(({ vaults, threshold }) => vaults > threshold);
    const offset = fc.uint8Array({ minLength: 64, maxLength: 64 }).filter((bytes) => bytes.some((byte) => byte !== 0));
    fc.assert(
      fc.property(fc.constantFrom(...checkable), fc.nat(), offset, (vector, place, wide) => {
        const moved = vector.shares.map(({ index, publicKey }, i) => {
          const url = 'https://vault.example';
          if (i !== place % vector.vaults) return { index, publicKey, url };
          const tag = nobleGroup.multiplyBase(nobleGroup.reduce(Uint8Array.from(wide)));
          const share = Uint8Array.from(Buffer.from(publicKey, 'base64url'));
          return { index, publicKey: toBase64url(nobleGroup.add(share, tag)), url };
        });
        const refused = expect.objectContaining({ code: 'key_set_inconsistent' }) as Error;
        expect(() => makeKeySet(nobleGroup, vector.keySet, vector.threshold, moved)).toThrow(refused);
        const { keySet: id, threshold, publicKey } = vector;
        expect(() => {
          checkKeySet(nobleGroup, { id, suite, threshold, publicKey, shares: moved });
        }).toThrow(refused);
      }),
      { numRuns: 25 },
    );
  });

  test('no key set can be built with a share made for one caller', () => {
    const tagged = vectors.refused.find(({ name }) => name.includes('a tag'))?.keySet;
    const refused = expect.objectContaining({ code: 'key_set_inconsistent' }) as Error;
    expect(() => makeKeySet(nobleGroup, 'check/a.1', 2, tagged?.shares ?? [])).toThrow(refused);
  });

  test('no share is derived for a malformed id', () => {
    const parameters = { seeds: [], vaults: 1, threshold: 1, index: 1, keySet: 'other/a' };
    expect(() => deriveShareKey(group, parameters)).toThrow(
      expect.objectContaining({ code: 'encoding_invalid' }) as Error,
    );
  });
});
