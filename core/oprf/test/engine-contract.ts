import { toBase64url } from '@etanche/core-protocol';
import { describe, expect, test } from 'vitest';
import elements from '../../../vectors/oprf-elements.json' with { type: 'json' };
import suite from '../../../vectors/oprf-rfc9497.json' with { type: 'json' };
import {
  blind,
  blindEvaluate,
  decodeElement,
  finalize,
  verifyEvaluation,
  type ConstantTimeGroup,
} from '../src/index.ts';
import { generator } from '../src/suite.ts';
import { hex, replayScalars, seededRandom } from './test-bytes.ts';

const order = 'edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010';
const one = '01'.padEnd(64, '0');
const orderMinusOne = order.replace(/^ed/, 'ec');
const keys = { secret: hex(suite.secretKey), publicKey: hex(suite.publicKey) };

/** What every engine does, whoever made it. */
export function describeEngine(group: ConstantTimeGroup): void {
  describe(`RFC 9497 appendix A.1.2 on ${group.name}`, () => {
    test('public key', () => {
      expect(group.multiplyBase(keys.secret)).toEqual(keys.publicKey);
    });

    test.each(suite.vectors)('client, $name', (vector) => {
      const inputs = vector.inputs.map(hex);
      const blinded = blind(group, inputs, replayScalars(vector.blinds));
      expect(blinded.blinds).toEqual(vector.blinds.map(hex));
      expect(blinded.elements).toEqual(vector.blindedElements.map(hex));
      const evaluated = vector.evaluationElements.map(hex);
      expect(verifyEvaluation(group, keys.publicKey, blinded.elements, evaluated, hex(vector.proof))).toBe(true);
      expect(finalize(group, inputs, blinded.blinds, evaluated)).toEqual(vector.outputs.map(hex));
    });

    test.each(suite.vectors)('server, $name', (vector) => {
      const key = { keySet: 'check/rfc9497', index: 1, ...keys };
      const random = replayScalars([vector.proofRandomScalar]);
      const answer = blindEvaluate(group, key, vector.blindedElements.map(hex), random);
      expect(answer.elements).toEqual(vector.evaluationElements.map(hex));
      expect(answer.proof).toEqual(hex(vector.proof));
    });
  });

  describe(`elements on ${group.name}`, () => {
    test('multiples of the generator, RFC 9496 appendix A.1', () => {
      const multiples = elements.multiples.map(hex);
      expect(generator).toEqual(multiples[0]);
      for (const [i, multiple] of multiples.entries()) {
        const scalar = hex(one);
        scalar[0] = i + 1;
        expect(group.multiplyBase(scalar)).toEqual(multiple);
        expect(group.multiply(generator, scalar)).toEqual(multiple);
        expect(group.sumSmall([generator], [i + 1])).toEqual(multiple);
        expect(decodeElement(group, multiple)).toEqual(multiple);
        expect(decodeElement(group, toBase64url(multiple))).toEqual(multiple);
      }
    });

    test.each([...elements.invalid, { reason: 'identity', encoding: elements.identity }])(
      'refused: $reason $encoding',
      ({ encoding }) => {
        const bytes = hex(encoding);
        const refused = expect.objectContaining({ code: 'element_invalid' }) as Error;
        expect(group.isElement(bytes)).toBe(false);
        expect(() => decodeElement(group, bytes)).toThrow(refused);
        expect(() => decodeElement(group, toBase64url(bytes))).toThrow(refused);
        expect(() => group.multiply(bytes, keys.secret)).toThrow(refused);
        expect(() => group.add(bytes, generator)).toThrow(refused);
        expect(() => group.add(generator, bytes)).toThrow(refused);
        expect(() => group.sum([generator, bytes], [keys.secret, keys.secret])).toThrow(refused);
        expect(() => group.sumSmall([generator, bytes], [2, -1])).toThrow(refused);
      },
    );

    test.each([0, 1, 31, 33, 64])('refused: %i bytes', (length) => {
      const bytes = new Uint8Array(length);
      bytes.set(generator.subarray(0, length));
      const refused = expect.objectContaining({ code: 'element_invalid' }) as Error;
      expect(group.isElement(bytes)).toBe(false);
      expect(() => decodeElement(group, toBase64url(bytes))).toThrow(refused);
      expect(() => group.multiply(bytes, keys.secret)).toThrow(refused);
      expect(() => group.add(generator, bytes)).toThrow(refused);
    });

    test('a copy is given, which the sender cannot change', () => {
      const bytes = Uint8Array.from(generator);
      const element = decodeElement(group, bytes);
      bytes.fill(0);
      expect(element).toEqual(generator);
    });

    test('a result that is the identity is refused', () => {
      const opposite = group.multiplyBase(hex(orderMinusOne));
      const refused = expect.objectContaining({ code: 'element_invalid' }) as Error;
      expect(() => group.add(generator, opposite)).toThrow(refused);
      expect(() => group.sum([generator, opposite], [hex(one), hex(one)])).toThrow(refused);
      expect(() => group.sumSmall([generator, generator], [3, -3])).toThrow(refused);
    });

    test('a partial sum may pass through the identity', () => {
      expect(group.sumSmall([generator, generator, generator], [1, -1, 1])).toEqual(generator);
      const opposite = group.multiplyBase(hex(orderMinusOne));
      const ones = [hex(one), hex(one), hex(one)];
      expect(group.sum([generator, opposite, generator], ones)).toEqual(generator);
    });
  });

  describe(`scalars on ${group.name}`, () => {
    test.each([
      ['zero', '00'.repeat(32)],
      ['the order', order],
      ['the order plus one', order.replace(/^ed/, 'ee')],
      ['the highest bit set', one.slice(0, 62) + '80'],
      ['all ones', 'ff'.repeat(32)],
      ['31 bytes', '01'.repeat(31)],
      ['33 bytes', '01'.repeat(31) + '0000'],
    ])('refused: %s', (_, encoding) => {
      const refused = expect.objectContaining({ code: 'scalar_invalid' }) as Error;
      expect(() => group.multiply(generator, hex(encoding))).toThrow(refused);
      expect(() => group.multiplyBase(hex(encoding))).toThrow(refused);
      expect(() => group.sum([generator], [hex(encoding)])).toThrow(refused);
      expect(() => group.scalarAdd(hex(encoding), hex(one))).toThrow(refused);
      expect(() => group.scalarMultiply(hex(one), hex(encoding))).toThrow(refused);
      expect(() => group.scalarSubtract(hex(one), hex(encoding))).toThrow(refused);
    });

    test('the highest is accepted', () => {
      expect(group.add(group.multiplyBase(hex(orderMinusOne)), hex(elements.multiples[1] ?? ''))).toEqual(generator);
    });

    test('64 bytes are reduced, and a multiple of the order is refused', () => {
      expect(group.reduce(hex(order.replace(/^ed/, 'ee') + '00'.repeat(32)))).toEqual(hex(one));
      const refused = expect.objectContaining({ code: 'scalar_invalid' }) as Error;
      expect(() => group.reduce(hex(order + '00'.repeat(32)))).toThrow(refused);
      expect(() => group.reduce(new Uint8Array(64))).toThrow(refused);
      expect(() => group.reduce(hex('01'.repeat(32)))).toThrow(refused);
    });

    test('lists that differ in length or are empty', () => {
      const refused = expect.objectContaining({ code: 'input_invalid' }) as Error;
      expect(() => group.sum([generator], [])).toThrow(refused);
      expect(() => group.sum([], [])).toThrow(refused);
      expect(() => group.sumSmall([generator, generator], [1])).toThrow(refused);
      expect(() => group.sumSmall([], [])).toThrow(refused);
    });
  });

  describe(`proofs on ${group.name}`, () => {
    const random = seededRandom('proofs');
    const secret = group.reduce(random(64));
    const key = { keySet: 'check/proofs.1', index: 2, secret, publicKey: group.multiplyBase(secret) };
    const { elements: blinded } = blind(group, [hex('61'), hex('62'), hex('63')], random);
    const { elements: evaluated, proof } = blindEvaluate(group, key, blinded, random);
    const altered = (change: (bytes: Uint8Array) => void): Uint8Array => {
      const copy = Uint8Array.from(proof);
      change(copy);
      return copy;
    };
    const other = { ...key, secret: group.reduce(random(64)) };
    const foreign = { ...other, publicKey: group.multiplyBase(other.secret) };

    test('a true one holds', () => {
      expect(verifyEvaluation(group, key.publicKey, blinded, evaluated, proof)).toBe(true);
    });

    test.each([
      ['empty', new Uint8Array(0)],
      ['truncated', proof.slice(0, 63)],
      ['longer', Uint8Array.from([...proof, 0])],
      ['all ones', new Uint8Array(64).fill(0xff)],
      ['zeros', new Uint8Array(64)],
      ['challenge not reduced', altered((bytes) => (bytes[31] = (bytes[31] ?? 0) | 0x80))],
      ['response not reduced', altered((bytes) => (bytes[63] = (bytes[63] ?? 0) | 0x80))],
      ['challenge altered', altered((bytes) => (bytes[0] = (bytes[0] ?? 0) ^ 1))],
      ['response altered', altered((bytes) => (bytes[32] = (bytes[32] ?? 0) ^ 1))],
      ['halves swapped', Uint8Array.from([...proof.slice(32), ...proof.slice(0, 32)])],
      ['of another key', blindEvaluate(group, foreign, blinded, random).proof],
    ])('a proof that is %s', (_, false_) => {
      expect(verifyEvaluation(group, key.publicKey, blinded, evaluated, false_)).toBe(false);
    });

    test.each([
      ['elements of another key', blinded, blindEvaluate(group, foreign, blinded, random).elements],
      ['evaluated elements swapped', blinded, swap(evaluated)],
      ['blinded elements swapped', swap(blinded), evaluated],
      ['an evaluated element repeated', blinded, [evaluated[0], evaluated[0], evaluated[2]].flatMap((e) => e ?? [])],
      ['one fewer', blinded, evaluated.slice(1)],
      ['one more', blinded, [...evaluated, ...evaluated.slice(0, 1)]],
      ['none', [], []],
      ['the identity', blinded, [new Uint8Array(32), ...evaluated.slice(1)]],
      ['a non-canonical encoding', blinded, [hex(elements.invalid[0]?.encoding ?? ''), ...evaluated.slice(1)]],
      ['31 bytes', blinded, [generator.slice(1), ...evaluated.slice(1)]],
    ])('%s', (_, c, d) => {
      expect(verifyEvaluation(group, key.publicKey, c, d, proof)).toBe(false);
    });

    test('under another public key, or bytes that are none', () => {
      for (const publicKey of [foreign.publicKey, new Uint8Array(32), new Uint8Array(5)]) {
        expect(verifyEvaluation(group, publicKey, blinded, evaluated, proof)).toBe(false);
      }
    });

    test('a server whose key does not fit its secret proves nothing', () => {
      const answer = blindEvaluate(group, { ...key, secret: other.secret }, blinded, random);
      expect(verifyEvaluation(group, key.publicKey, blinded, answer.elements, answer.proof)).toBe(false);
    });

    test('the server refuses what did not pass the door', () => {
      const refused = expect.objectContaining({ code: 'element_invalid' }) as Error;
      expect(() => blindEvaluate(group, key, [new Uint8Array(32)], random)).toThrow(refused);
      const none = expect.objectContaining({ code: 'input_invalid' }) as Error;
      expect(() => blindEvaluate(group, key, [], random)).toThrow(none);
    });
  });
}

function swap<T>(list: readonly T[]): T[] {
  return [...list.slice(1, 2), ...list.slice(0, 1), ...list.slice(2)];
}
