import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import elements from '../../../vectors/oprf-elements.json' with { type: 'json' };
import suite from '../../../vectors/oprf-rfc9497.json' with { type: 'json' };
import { blind, blindEvaluate, finalize, verifyEvaluation, type ConstantTimeGroup } from '../src/index.ts';
import { generator, hashToGroupDst } from '../src/suite.ts';
import { hex, replayScalars, seededRandom } from './test-bytes.ts';

const one = hex('01'.padEnd(64, '0'));
const keys = { secret: hex(suite.secretKey), publicKey: hex(suite.publicKey) };

/** The protocol on one engine, client and server. */
export function describeProtocol(group: ConstantTimeGroup): void {
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

  describe(`blinding on ${group.name}`, () => {
    test('leaves no trace in the output, which is that of the key alone', () => {
      const private_ = fc.uint8Array({ maxLength: 1000 }).map((bytes) => Uint8Array.from(bytes));
      const inputsOf = fc.array(private_, { minLength: 1, maxLength: 3 });
      fc.assert(
        fc.property(inputsOf, fc.string(), (inputs, seed) => {
          const random = seededRandom(`blinding ${seed}`);
          const key = { keySet: 'check/blinding.1', index: 1, ...keys };
          const { blinds, elements: blinded } = blind(group, inputs, random);
          const { elements: evaluated, proof } = blindEvaluate(group, key, blinded, random);
          expect(verifyEvaluation(group, keys.publicKey, blinded, evaluated, proof)).toBe(true);
          const unblinded = inputs.map((input) =>
            group.multiply(group.hashToGroup(input, hashToGroupDst), keys.secret),
          );
          const ones = inputs.map(() => one);
          expect(finalize(group, inputs, blinds, evaluated)).toEqual(finalize(group, inputs, ones, unblinded));
        }),
        { numRuns: 10 },
      );
    });

    test('never gives the same element twice', () => {
      const random = seededRandom('twice');
      const { elements: blinded } = blind(group, [hex('00'), hex('00')], random);
      expect(blinded[0]).not.toEqual(blinded[1]);
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
