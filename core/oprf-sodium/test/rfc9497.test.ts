import { describe, expect, test } from 'vitest';
import { blind, blindEvaluate, finalize, nobleGroup, verifyEvaluation, type Random } from '@etanche/core-oprf';
import { loadSodiumGroup } from '../src/index.ts';
import suite from '../../../vectors/oprf-rfc9497.json' with { type: 'json' };

const sodiumGroup = await loadSodiumGroup();
const engines = [nobleGroup, sodiumGroup].map((group) => ({ name: group.name, group }));
const secret = hex(suite.secretKey);
const publicKey = hex(suite.publicKey);

describe.each(engines)('RFC 9497 appendix A.1.2, client on $name', ({ group }) => {
  test.each(suite.vectors)('$name', (vector) => {
    const inputs = vector.inputs.map(hex);
    const blinded = blind(group, inputs, replay(vector.blinds));
    expect(blinded.blinds).toEqual(vector.blinds.map(hex));
    expect(blinded.elements).toEqual(vector.blindedElements.map(hex));
    const evaluated = vector.evaluationElements.map(hex);
    expect(verifyEvaluation(group, publicKey, blinded.elements, evaluated, hex(vector.proof))).toBe(true);
    expect(finalize(group, inputs, blinded.blinds, evaluated)).toEqual(vector.outputs.map(hex));
  });
});

describe('RFC 9497 appendix A.1.2, server on libsodium', () => {
  test('public key', () => {
    expect(sodiumGroup.multiplyBase(secret)).toEqual(publicKey);
  });

  test.each(suite.vectors)('$name', (vector) => {
    const key = { keySet: 'check/rfc9497', index: 1, secret, publicKey };
    const random = replay([vector.proofRandomScalar]);
    const answer = blindEvaluate(sodiumGroup, key, vector.blindedElements.map(hex), random);
    expect(answer.elements).toEqual(vector.evaluationElements.map(hex));
    expect(answer.proof).toEqual(hex(vector.proof));
  });
});

function hex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

/** Gives the RFC's scalars as 64 little-endian bytes, and throws when asked for anything else or more. */
function replay(scalars: readonly string[]): Random {
  const left = [...scalars];
  return (length) => {
    const scalar = left.shift();
    if (length !== 64 || scalar === undefined) throw new Error('the vector has no such random bytes');
    return hex(scalar + '00'.repeat(32));
  };
}
