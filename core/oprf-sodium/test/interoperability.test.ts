import { EvaluationRequest, Evaluation, Oprf, VOPRFClient, VOPRFServer } from '@cloudflare/voprf-ts';
import { CryptoNoble } from '@cloudflare/voprf-ts/crypto-noble';
import { blind, blindEvaluate, decodeElement, finalize, nobleGroup, verifyEvaluation } from '@etanche/core-oprf';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../oprf/test/test-bytes.ts';
import { loadSodiumGroup } from '../src/index.ts';

const suite = Oprf.Suite.RISTRETTO255_SHA512;
const mode = Oprf.Mode.VOPRF;
const sodium = await loadSodiumGroup();
const random = seededRandom('interoperability');
const secret = sodium.reduce(random(64));
const publicKey = sodium.multiplyBase(secret);
const key = { keySet: 'check/interoperability.1', index: 1, secret, publicKey };
const inputs = ['', 'a', 'é'.repeat(500)].map((text) => new TextEncoder().encode(text));
const elementBytes = 32;

describe('another implementation of RFC 9497', () => {
  test('the client of another implementation accepts our server’s batch', async () => {
    const client = new VOPRFClient(suite, publicKey, CryptoNoble);
    const [finalizeData, request] = await client.blind(inputs);
    const blinded = request.blinded.map((element) => decodeElement(sodium, element.serialize(true)));
    const { elements, proof } = blindEvaluate(sodium, key, blinded, random);
    const evaluation = Evaluation.deserialize(suite, serializeEvaluation(elements, proof), CryptoNoble);
    const outputs = await client.finalize(finalizeData, evaluation);
    const server = new VOPRFServer(suite, secret, CryptoNoble);
    for (const [i, input] of inputs.entries()) expect(outputs[i]).toEqual(await server.evaluate(input));
  });

  test('the client of another implementation rejects our answer with two elements swapped', async () => {
    const client = new VOPRFClient(suite, publicKey, CryptoNoble);
    const [finalizeData, request] = await client.blind(inputs);
    const blinded = request.blinded.map((element) => decodeElement(sodium, element.serialize(true)));
    const { elements, proof } = blindEvaluate(sodium, key, blinded, random);
    const evaluation = Evaluation.deserialize(suite, serializeEvaluation(elements.reverse(), proof), CryptoNoble);
    await expect(client.finalize(finalizeData, evaluation)).rejects.toThrow();
  });

  test.each([nobleGroup, sodium])(
    'our client on $name accepts the batch of another implementation’s server',
    async (group) => {
      const { blinds, elements } = blind(group, inputs, random);
      const server = new VOPRFServer(suite, secret, CryptoNoble);
      const request = EvaluationRequest.deserialize(suite, lengthPrefixed(elements), CryptoNoble);
      const evaluation = await server.blindEvaluate(request);
      const evaluated = evaluation.evaluated.map((element) => decodeElement(group, element.serialize(true)));
      const proof = evaluation.proof?.serialize() ?? new Uint8Array(0);
      expect(verifyEvaluation(group, publicKey, elements, evaluated, proof)).toBe(true);
      const outputs = finalize(group, inputs, blinds, evaluated);
      for (const [i, input] of inputs.entries()) expect(outputs[i]).toEqual(await server.evaluate(input));
    },
  );
});

/** The library's container format: a count in two bytes, then the elements. */
function lengthPrefixed(elements: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(2 + elementBytes * elements.length);
  bytes[1] = elements.length;
  for (const [i, element] of elements.entries()) bytes.set(element, 2 + elementBytes * i);
  return bytes;
}

/** The same container, followed by the mode and the proof. */
function serializeEvaluation(elements: readonly Uint8Array[], proof: Uint8Array): Uint8Array {
  return Uint8Array.from([...lengthPrefixed(elements), mode, ...proof]);
}
