import { describe, expect, test } from 'vitest';
import { blind, blindEvaluate, deriveShareKey, nobleGroup, type ConstantTimeGroup } from '../src/index.ts';
import { describeEngine } from './engine-contract.ts';
import { describeProtocol } from './protocol-contract.ts';
import { serverOnNoble } from './server-on-noble.ts';
import { hex, seededRandom } from './test-bytes.ts';

describeEngine(serverOnNoble);
describeProtocol(serverOnNoble);

describe('the pure JavaScript engine and long-lived secrets', () => {
  const random = seededRandom('engine');

  test('the compiler rejects the pure JavaScript engine for the server', () => {
    // @ts-expect-error constantTime is false and the scalar arithmetic is missing
    const group: ConstantTimeGroup = nobleGroup;
    expect(group.constantTime).toBe(false);
  });

  test('the server rejects the pure JavaScript engine at run time', () => {
    const group = nobleGroup as unknown as ConstantTimeGroup;
    const secret = group.reduce(random(64));
    const key = { keySet: 'check/a.1', index: 1, secret, publicKey: group.multiplyBase(secret) };
    const { elements } = blind(group, [hex('00')], random);
    const unsafe = expect.objectContaining({ code: 'engine_unsafe' }) as Error;
    expect(() => blindEvaluate(group, key, elements, random)).toThrow(unsafe);
    const parameters = { seeds: [], vaults: 1, threshold: 1, index: 1, keySet: 'check/a.1' };
    expect(() => deriveShareKey(group, parameters)).toThrow(unsafe);
  });
});

describe('randomness', () => {
  test.each([0, 32, 63, 65])('a random source that returns %i bytes instead of 64 is rejected', (length) => {
    const refused = expect.objectContaining({ code: 'random_invalid' }) as Error;
    expect(() => blind(nobleGroup, [hex('00')], () => new Uint8Array(length).fill(7))).toThrow(refused);
  });

  test('an error of the random source is passed on', () => {
    const broken = (): never => {
      throw new Error('no entropy');
    };
    expect(() => blind(nobleGroup, [hex('00')], broken)).toThrow('no entropy');
  });

  test('a random source of zeros is rejected', () => {
    const refused = expect.objectContaining({ code: 'scalar_invalid' }) as Error;
    expect(() => blind(nobleGroup, [hex('00')], (length) => new Uint8Array(length))).toThrow(refused);
  });
});

describe('private inputs', () => {
  test('private inputs of 65,535 bytes are accepted, one more byte is not', () => {
    const random = seededRandom('inputs');
    expect(blind(nobleGroup, [new Uint8Array(65_535)], random).elements).toHaveLength(1);
    const refused = expect.objectContaining({ code: 'input_invalid' }) as Error;
    expect(() => blind(nobleGroup, [new Uint8Array(65_536)], random)).toThrow(refused);
  });
});
