import { blind, combineAndFinalize, nobleGroup, type ConstantTimeGroup } from '@etanche/core-oprf';
import { equalBytes } from '@etanche/core-wire';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { serverOnNoble } from '../../oprf/test/server-on-noble.ts';
import { seededRandom } from '../../oprf/test/test-bytes.ts';

const wide = fc.uint8Array({ minLength: 64, maxLength: 64 }).map((bytes) => Uint8Array.from(bytes));
const scalar = wide.filter((bytes) => bytes.some((byte) => byte !== 0)).map((bytes) => nobleGroup.reduce(bytes));
const message = fc.uint8Array({ maxLength: 300 }).map((bytes) => Uint8Array.from(bytes));
const dst = fc.uint8Array({ minLength: 1, maxLength: 255 }).map((bytes) => Uint8Array.from(bytes));
const runs = { numRuns: 20 };

/** An engine on libsodium computes as the one on noble. */
export function describeAgreement(sodium: ConstantTimeGroup): void {
  describe(`${sodium.name} agrees with noble`, () => {
    test('both engines agree on hashing to the group, to scalars, and on SHA-512', () => {
      fc.assert(
        fc.property(message, dst, (m, d) => {
          expect(sodium.hash(m)).toEqual(nobleGroup.hash(m));
          expect(sodium.hashToGroup(m, d)).toEqual(nobleGroup.hashToGroup(m, d));
          expect(sodium.hashToScalar(m, d)).toEqual(nobleGroup.hashToScalar(m, d));
        }),
        runs,
      );
    });

    test('both engines agree on messages longer than the working memory', () => {
      const long = new Uint8Array(70_000).fill(5);
      expect(sodium.hash(long)).toEqual(nobleGroup.hash(long));
      expect(sodium.hash(new Uint8Array(0))).toEqual(nobleGroup.hash(new Uint8Array(0)));
    });

    test('both engines agree on elements and scalars', () => {
      fc.assert(
        fc.property(scalar, scalar, wide, (a, b, w) => {
          // The difference of equal scalars is zero, which both engines reject.
          fc.pre(!equalBytes(a, b));
          const x = sodium.multiplyBase(a);
          const y = sodium.multiplyBase(b);
          expect(nobleGroup.multiplyBase(a)).toEqual(x);
          expect(nobleGroup.multiply(x, b)).toEqual(sodium.multiply(y, a));
          expect(nobleGroup.sum([x, y], [b, a])).toEqual(sodium.sum([x, y], [b, a]));
          expect(sodium.add(x, y)).toEqual(nobleGroup.add(x, y));
          expect(sodium.scalarAdd(a, b)).toEqual(serverOnNoble.scalarAdd(a, b));
          expect(sodium.scalarSubtract(a, b)).toEqual(serverOnNoble.scalarSubtract(a, b));
          expect(sodium.scalarMultiply(a, b)).toEqual(serverOnNoble.scalarMultiply(a, b));
          expect(sodium.reduce(w)).toEqual(nobleGroup.reduce(w));
          expect(sodium.isElement(w.slice(0, 32))).toBe(nobleGroup.isElement(w.slice(0, 32)));
        }),
        runs,
      );
    });

    test('both engines agree on which encodings are elements, near elements and near the prime', () => {
      const agree = (bytes: Uint8Array<ArrayBuffer>) => {
        expect([bytes, sodium.isElement(bytes)]).toEqual([bytes, nobleGroup.isElement(bytes)]);
      };
      const bit = fc.integer({ min: 0, max: 255 });
      fc.assert(
        fc.property(scalar, bit, bit, wide, (a, one, other, w) => {
          const element = sodium.multiplyBase(a);
          for (const flipped of [[one], [one, other], [255], [0], [0, 255]]) {
            const bytes = Uint8Array.from(element);
            for (const at of flipped) bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
            agree(bytes);
          }
          agree(w.slice(0, 32));
          agree(w.slice(32));
        }),
        { numRuns: 100 },
      );
      // From 2^255 − 21 to 2^255 − 1, and the same with the highest bit set.
      for (const last of [0x7f, 0xff]) {
        for (let first = 0xeb; first <= 0xff; first++)
          agree(Uint8Array.of(first, ...new Array<number>(30).fill(0xff), last));
      }
    });

    test('both engines agree on small sums, by doubling and by multiplying', () => {
      const integer = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.maxSafeInteger());
      const terms = fc.array(fc.tuple(scalar, integer), { minLength: 1, maxLength: 5 });
      fc.assert(
        fc.property(terms, (pairs) => {
          fc.pre(pairs.some(([, n]) => n !== 0));
          const elements = pairs.map(([s]) => sodium.multiplyBase(s));
          const integers = pairs.map(([, n]) => n);
          expect(sodium.sumSmall(elements, integers)).toEqual(nobleGroup.sumSmall(elements, integers));
        }),
        runs,
      );
    });

    test('a client on one engine finalizes elements that the other blinded', () => {
      const random = seededRandom('agreement');
      const inputs = [Uint8Array.of(1), Uint8Array.of(2, 3)];
      const { blinds, elements } = blind(nobleGroup, inputs, random);
      const answers = [1, 3].map((index) => ({ index, elements }));
      expect(combineAndFinalize(sodium, inputs, blinds, answers)).toEqual(
        combineAndFinalize(nobleGroup, inputs, blinds, answers),
      );
    });

    test('integers beyond the precision of a double are rejected', () => {
      const refused = expect.objectContaining({ code: 'input_invalid' }) as Error;
      expect(() =>
        sodium.sumSmall([sodium.multiplyBase(sodium.reduce(new Uint8Array(64).fill(1)))], [2 ** 60]),
      ).toThrow(refused);
    });
  });
}
