import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blind, combineAndFinalize, nobleGroup, verifyEvaluation, type VaultAnswer } from '@etanche/core-oprf';
import { evaluatePath, evaluateResponseSchema, keySetStatementSchema, keySetsPath } from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, jwsTypes, parseShape, toBase64url, utf8, verifyCompact } from '@etanche/core-wire';
import { makeSigner, opening, order, postJson, random, someElements, problemOf } from './support/caller.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';

const operator = await makeSigner();
const importer = await makeSigner();
const keySet = 'check/leak.1';
let running: TestFederation;

beforeAll(async () => {
  running = await startTestFederation({ operators: [operator.publicKey] });
  for (const vault of running.vaults) {
    await order(vault, operator, opening(keySet, importer, { perMinute: 1000, perDay: 1000 }));
  }
});
afterAll(() => running.close());

async function evaluate(position: number, elements: readonly string[]) {
  const url = running.vaults[position]?.url ?? '';
  const response = await postJson(`${url}${evaluatePath}`, { keySet, elements });
  return parseShape(evaluateResponseSchema, await response.json(), 'answer');
}

async function sharePublicKey(position: number) {
  const { url, signingKey } = running.vaults[position] ?? { url: '', signingKey: '' };
  const jws = await (await fetch(`${url}${keySetsPath}/${keySet}`)).text();
  const { payload } = await verifyCompact(jws, jwsTypes.keySetStatement, fromBase64url(signingKey, 32));
  return fromBase64url(parseShape(keySetStatementSchema, JSON.parse(fromUtf8(payload)), 'statement').publicKey, 32);
}

describe('a local federation of three vaults with threshold two', () => {
  test('any two vaults give the same output, each with a proof for its published share', async () => {
    const inputs = [utf8('one'), utf8('two'), utf8('three')];
    const { blinds, elements } = blind(nobleGroup, inputs, random);
    const answers: VaultAnswer[] = [];
    for (const position of [0, 1, 2]) {
      const answer = await evaluate(position, elements.map(toBase64url));
      const evaluated = answer.elements.map((element) => fromBase64url(element, 32));
      const proof = fromBase64url(answer.proof, 64);
      expect(verifyEvaluation(nobleGroup, await sharePublicKey(position), elements, evaluated, proof)).toBe(true);
      answers.push({ index: answer.index, elements: evaluated });
    }
    const [a, b, c] = answers;
    if (a === undefined || b === undefined || c === undefined) throw new Error('three answers');
    const outputs = [
      [a, b],
      [a, c],
      [b, c],
    ].map((pair) => combineAndFinalize(nobleGroup, inputs, blinds, pair).map(toBase64url));
    expect(outputs[1]).toEqual(outputs[0]);
    expect(outputs[2]).toEqual(outputs[0]);
    expect(new Set(outputs[0]).size).toBe(3);
  });

  test('a key set that no operator opened is unknown', async () => {
    const url = running.vaults[0]?.url ?? '';
    const response = await postJson(`${url}${evaluatePath}`, { keySet: 'check/other.1', elements: someElements(1) });
    expect(response.status).toBe(404);
    expect(await problemOf(response)).toMatchObject({ code: 'key_set_unknown' });
  });
});
