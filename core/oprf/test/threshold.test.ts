import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blind,
  combine,
  combineAndFinalize,
  deriveShareKey,
  finalize,
  seedHolders,
  seedMaker,
  type Seed,
  type ShareKey,
} from '../src/index.ts';
import { lagrange } from '../src/lagrange.ts';
import { decodeScalar, order } from '../src/scalar-field.ts';
import { serverOnNoble as group } from './server-on-noble.ts';
import { hex, seededRandom } from './test-bytes.ts';

const federations = [
  { vaults: 1, threshold: 1 },
  { vaults: 3, threshold: 2 },
  { vaults: 4, threshold: 2 },
  { vaults: 3, threshold: 3 },
  { vaults: 5, threshold: 3 },
];
const keySet = 'check/threshold.1';

describe.each(federations)('$threshold of $vaults', ({ vaults, threshold }) => {
  const random = seededRandom(`threshold ${vaults} ${threshold}`);
  const sets = seedHolders(vaults, threshold);
  const seeds = sets.map((holders) => ({ holders, seed: random(32) }));
  const share = (index: number, all: readonly Seed[]): ShareKey =>
    deriveShareKey(group, {
      seeds: all.filter((seed) => seed.holders.includes(index)),
      vaults,
      threshold,
      index,
      keySet,
    });
  const shares = indices(vaults).map((index) => share(index, seeds));
  const quorums = subsets(indices(vaults), threshold);

  test('any t shares give the same key', () => {
    const keys = quorums.map((quorum) => interpolateKey(quorum, shares));
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).not.toBe(0n);
  });

  test('the answers of any t vaults combine to that of one server with the whole key', () => {
    const inputs = [hex('00'), hex('0102')];
    const key = interpolateKey(quorums[0] ?? [], shares);
    const { blinds, elements } = blind(group, inputs, random);
    const single = elements.map((element) => group.multiply(element, littleEndian(key)));
    const expected = finalize(group, inputs, blinds, single);
    for (const quorum of quorums) {
      const answers = quorum.map((index) => ({
        index,
        elements: elements.map((element) => group.multiply(element, shares[index - 1]?.secret ?? new Uint8Array(32))),
      }));
      expect(combine(group, answers)).toEqual(single);
      expect(combineAndFinalize(group, inputs, blinds, answers)).toEqual(expected);
      expect(combineAndFinalize(group, inputs, blinds, answers.reverse())).toEqual(expected);
    }
  });

  test('any t - 1 vaults lack a seed that could make any key', () => {
    for (const thieves of subsets(indices(vaults), threshold - 1)) {
      const missing = sets.filter((holders) => !holders.some((index) => thieves.includes(index)));
      expect(missing).toHaveLength(1);
      const keys = new Set<bigint>();
      for (let guess = 0; guess < 3; guess++) {
        const guessed = seeds.map((seed) => (missing.includes(seed.holders) ? { ...seed, seed: random(32) } : seed));
        // The attackers hold the same seeds for every value of the missing one, but the key differs each time.
        for (const index of thieves) expect(share(index, guessed)).toEqual(shares[index - 1]);
        const world = indices(vaults).map((index) => share(index, guessed));
        keys.add(interpolateKey(quorums[0] ?? [], world));
      }
      expect(keys.size).toBe(3);
    }
  });

  test('every seed is created by a holder, and with t > 1 no vault creates or holds all seeds', () => {
    const makers = sets.map((holders) => seedMaker(holders, vaults, threshold));
    expect(makers.every((maker, i) => sets[i]?.includes(maker))).toBe(true);
    for (const index of indices(vaults)) {
      const all = threshold === 1;
      expect(sets.every((holders) => holders.includes(index))).toBe(all);
      expect(makers.every((maker) => maker === index)).toBe(all && index === 1);
    }
  });

  test('t - 1 or fewer answers give a wrong output', () => {
    const inputs = [hex('05')];
    const { blinds, elements } = blind(group, inputs, random);
    const answer = (index: number) => ({
      index,
      elements: elements.map((element) => group.multiply(element, shares[index - 1]?.secret ?? new Uint8Array(32))),
    });
    const whole = combineAndFinalize(group, inputs, blinds, indices(threshold).map(answer));
    const fewer = indices(threshold - 1).map(answer);
    const partial = fewer.length === 0 ? [] : combineAndFinalize(group, inputs, blinds, fewer);
    expect(partial).not.toEqual(whole);
  });
});

describe('makers of seeds', () => {
  test.each([2, 3, 4, 5, 6, 7, 8, 9])('at 2 of %i, a different vault creates each seed', (vaults) => {
    const makers = seedHolders(vaults, 2).map((holders) => seedMaker(holders, vaults, 2));
    expect(new Set(makers).size).toBe(vaults);
  });

  test('at 3 of 5, each vault creates two of the ten seeds', () => {
    const makers = seedHolders(5, 3).map((holders) => seedMaker(holders, 5, 3));
    expect(indices(5).map((index) => makers.filter((maker) => maker === index).length)).toEqual([2, 2, 2, 2, 2]);
  });

  test.each([
    [0, 1],
    [3, 0],
    [3, 4],
    [10, 2],
    [2.5, 2],
    [3, 1.5],
  ])('%d vaults at threshold %d are rejected', (vaults, threshold) => {
    const refused = expect.objectContaining({ code: 'input_invalid' }) as Error;
    expect(() => seedHolders(vaults, threshold)).toThrow(refused);
  });

  test('a set that is not one of the seed holders is rejected', () => {
    const refused = expect.objectContaining({ code: 'input_invalid' }) as Error;
    expect(() => seedMaker([2, 1], 3, 2)).toThrow(refused);
    expect(() => seedMaker([1, 2, 3], 3, 2)).toThrow(refused);
  });
});

describe('Lagrange coefficients', () => {
  test('Lagrange coefficients reconstruct any polynomial at any point', () => {
    const distinct = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(distinct, fc.array(fc.bigInt({ min: -1000n, max: 1000n }), { maxLength: 9 }), (points, values) => {
        const coefficients = values.slice(0, points.length);
        const at = (x: number): bigint => coefficients.reduceRight((sum, c) => sum * BigInt(x) + c, 0n);
        const { numerators, denominator } = lagrange(points, 0);
        const sum = points.reduce((total, x, i) => total + BigInt(numerators[i] ?? 0) * at(x), 0n);
        expect(sum).toBe(at(0) * denominator);
      }),
    );
  });

  test.each([[[]], [[1, 1]], [[0, 1]], [[-1]], [[1.5]], [[256]]])('the share indices %j are rejected', (points) => {
    const refused = expect.objectContaining({ code: 'input_invalid' }) as Error;
    expect(() => lagrange(points, 0)).toThrow(refused);
  });
});

describe('answers that do not fit', () => {
  const element = group.multiplyBase(littleEndian(5n));

  test.each([
    ['answers with repeated indices are rejected', [1, 1], [1, 1]],
    ['answers of different lengths are rejected', [1, 2], [1, 2]],
    ['index 0', [0, 1], [1, 1]],
    ['none', [], []],
  ])('%s', (_, answering, lengths) => {
    const answers = answering.map((index, i) => ({
      index,
      elements: Array<typeof element>(lengths[i] ?? 0).fill(element),
    }));
    const refused = expect.objectContaining({ code: 'input_invalid' }) as Error;
    expect(() => combine(group, answers)).toThrow(refused);
  });

  test('answers are rejected if their number differs from that of inputs or blinds', () => {
    const refused = expect.objectContaining({ code: 'input_invalid' }) as Error;
    expect(() => finalize(group, [hex('00')], [], [element])).toThrow(refused);
    expect(() => finalize(group, [hex('00')], [littleEndian(2n)], [])).toThrow(refused);
    expect(() => finalize(group, [], [littleEndian(2n)], [element])).toThrow(refused);
  });
});

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

function subsets(from: readonly number[], size: number): number[][] {
  if (size === 0) return [[]];
  return from.flatMap((first, i) => subsets(from.slice(i + 1), size - 1).map((rest) => [first, ...rest]));
}

/** f(0) from the shares of a quorum, over bigint. */
function interpolateKey(quorum: readonly number[], shares: readonly ShareKey[]): bigint {
  const { numerators, denominator } = lagrange(quorum, 0);
  const sum = quorum.reduce((total, index, i) => {
    const secret = decodeScalar(shares[index - 1]?.secret ?? new Uint8Array(32));
    return total + secret * BigInt(numerators[i] ?? 0);
  }, 0n);
  return (((sum * inverse(denominator)) % order) + order) % order;
}

function inverse(value: bigint): bigint {
  let [result, base, exponent] = [1n, value % order, order - 2n];
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % order;
    base = (base * base) % order;
  }
  return result;
}

function littleEndian(value: bigint): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(32);
  for (let i = 0; i < 32; i++) bytes[i] = Number((value >> BigInt(8 * i)) & 0xffn);
  return bytes;
}
