import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import elements from '../../../vectors/oprf-elements.json' with { type: 'json' };
import suite from '../../../vectors/oprf-rfc9497.json' with { type: 'json' };
import { blind, blindEvaluate, finalize, verifyEvaluation, type ConstantTimeGroup } from '../src/index.ts';
import { evaluateByNonce } from '../src/blind-evaluate.ts';
import { proofNonce } from '../src/random-scalar.ts';
import { invertAll } from '../src/scalar-field.ts';
import { generator, hashToGroupDst } from '../src/suite.ts';
import { hex, replayScalars, seededRandom } from './test-bytes.ts';

const one = hex('01'.padEnd(64, '0'));
const keys = { secret: hex(suite.secretKey), publicKey: hex(suite.publicKey) };

/** The contract of the protocol on one engine, for client and server. */
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
      const nonce = hex(vector.proofRandomScalar);
      const answer = evaluateByNonce(group, key, vector.blindedElements.map(hex), () => nonce);
      expect(answer.elements).toEqual(vector.evaluationElements.map(hex));
      expect(answer.proof).toEqual(hex(vector.proof));
    });
  });

  describe(`blinding on ${group.name}`, () => {
    test('blinding does not change the output', () => {
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

    test('blinding never gives the same element twice', () => {
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

    test('a valid proof verifies', () => {
      expect(verifyEvaluation(group, key.publicKey, blinded, evaluated, proof)).toBe(true);
    });

    test('the same random bytes for different inputs do not reveal the share', () => {
      const replayed = () => new Uint8Array(64).fill(9);
      const batches = [blinded.slice(0, 1), blinded.slice(1, 2)];
      const proofs = batches.map((batch) => {
        const answer = blindEvaluate(group, key, batch, replayed);
        expect(verifyEvaluation(group, key.publicKey, batch, answer.elements, answer.proof)).toBe(true);
        return answer.proof;
      });
      expect(solveForShare(group, proofs)).not.toEqual(secret);
      // The attack works in principle: two proofs with one nonce reveal the share.
      const byOneNonce = batches.map(
        (batch) => evaluateByNonce(group, key, batch, () => group.reduce(replayed())).proof,
      );
      expect(solveForShare(group, byOneNonce)).toEqual(secret);
    });

    test('the nonce depends on the share and on other inputs', () => {
      const replayed = () => new Uint8Array(64).fill(9);
      expect(blindEvaluate(group, key, blinded, replayed)).toEqual(blindEvaluate(group, key, blinded, replayed));
      const composites = { m: generator, z: blinded[0] ?? generator };
      const nonces = [
        proofNonce(group, key, composites, replayed),
        proofNonce(group, { ...key, secret: other.secret }, composites, replayed),
        proofNonce(group, { ...key, publicKey: foreign.publicKey }, composites, replayed),
        proofNonce(group, key, { ...composites, m: key.publicKey }, replayed),
        proofNonce(group, key, { ...composites, z: key.publicKey }, replayed),
        proofNonce(group, key, composites, () => new Uint8Array(64).fill(8)),
      ];
      expect(new Set(nonces.map((nonce) => Buffer.from(nonce).toString('hex'))).size).toBe(nonces.length);
    });

    test('a random source of too few bytes is rejected', () => {
      const short = expect.objectContaining({ code: 'random_invalid' }) as Error;
      expect(() => blindEvaluate(group, key, blinded, () => new Uint8Array(32))).toThrow(short);
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
    ])('an invalid proof is rejected: %s', (_, false_) => {
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

    test('a proof is rejected under another public key, or under bytes that are no key', () => {
      for (const publicKey of [foreign.publicKey, new Uint8Array(32), new Uint8Array(5)]) {
        expect(verifyEvaluation(group, publicKey, blinded, evaluated, proof)).toBe(false);
      }
    });

    test('a proof is invalid if the server’s public key does not match its secret', () => {
      const answer = blindEvaluate(group, { ...key, secret: other.secret }, blinded, random);
      expect(verifyEvaluation(group, key.publicKey, blinded, answer.elements, answer.proof)).toBe(false);
    });

    test('the server rejects elements that were not decoded', () => {
      const refused = expect.objectContaining({ code: 'element_invalid' }) as Error;
      expect(() => blindEvaluate(group, key, [new Uint8Array(32)], random)).toThrow(refused);
      const none = expect.objectContaining({ code: 'input_invalid' }) as Error;
      expect(() => blindEvaluate(group, key, [], random)).toThrow(none);
    });
  });
}

/** Computes the share from two proofs with one nonce: s = r − c·f, so f = (s1 − s2) / (c2 − c1). */
function solveForShare(group: ConstantTimeGroup, proofs: readonly Uint8Array[]): Uint8Array {
  const [c1, c2] = proofs.map((proof) => Uint8Array.from(proof.subarray(0, 32)));
  const [s1, s2] = proofs.map((proof) => Uint8Array.from(proof.subarray(32)));
  if (c1 === undefined || c2 === undefined || s1 === undefined || s2 === undefined) throw new Error('two proofs');
  const [inverse] = invertAll([group.scalarSubtract(c2, c1)], 1n);
  if (inverse === undefined) throw new Error('no inverse');
  return group.scalarMultiply(group.scalarSubtract(s1, s2), inverse);
}

function swap<T>(list: readonly T[]): T[] {
  return [...list.slice(1, 2), ...list.slice(0, 1), ...list.slice(2)];
}
