import { toBase64url } from '@etanche/core-wire';
import { describe, expect, test } from 'vitest';
import elements from '../../../vectors/oprf-elements.json' with { type: 'json' };
import suite from '../../../vectors/oprf-rfc9497.json' with { type: 'json' };
import { decodeElement, type ConstantTimeGroup } from '../src/index.ts';
import { generator } from '../src/suite.ts';
import { hex } from './test-bytes.ts';

const order = 'edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010';
const one = '01'.padEnd(64, '0');
const orderMinusOne = order.replace(/^ed/, 'ec');
const secret = hex(suite.secretKey);

/** The contract of every engine. */
export function describeEngine(group: ConstantTimeGroup): void {
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
        expect(() => group.multiply(bytes, secret)).toThrow(refused);
        expect(() => group.add(bytes, generator)).toThrow(refused);
        expect(() => group.add(generator, bytes)).toThrow(refused);
        expect(() => group.sum([generator, bytes], [secret, secret])).toThrow(refused);
        expect(() => group.sumSmall([generator, bytes], [2, -1])).toThrow(refused);
      },
    );

    test('an encoding whose highest bit is set is rejected, whatever the other bits say', () => {
      const refused = expect.objectContaining({ code: 'element_invalid' }) as Error;
      for (const encoding of [...elements.multiples, elements.identity]) {
        const bytes = hex(encoding);
        bytes[31] = (bytes[31] ?? 0) | 0x80;
        expect(group.isElement(bytes)).toBe(false);
        expect(() => decodeElement(group, bytes)).toThrow(refused);
        expect(() => group.multiply(bytes, secret)).toThrow(refused);
        expect(() => group.add(bytes, generator)).toThrow(refused);
        expect(() => group.add(generator, bytes)).toThrow(refused);
        expect(() => group.sum([generator, bytes], [secret, secret])).toThrow(refused);
        expect(() => group.sumSmall([generator, bytes], [2, 1])).toThrow(refused);
        expect(() => group.sumSmall([bytes, generator], [1, -1])).toThrow(refused);
      }
    });

    test.each([0, 1, 31, 33, 64])('an element encoding is rejected: %i bytes', (length) => {
      const bytes = new Uint8Array(length);
      bytes.set(generator.subarray(0, length));
      const refused = expect.objectContaining({ code: 'element_invalid' }) as Error;
      expect(group.isElement(bytes)).toBe(false);
      expect(() => decodeElement(group, toBase64url(bytes))).toThrow(refused);
      expect(() => group.multiply(bytes, secret)).toThrow(refused);
      expect(() => group.add(generator, bytes)).toThrow(refused);
    });

    test('the decoded element is a copy that the sender cannot change', () => {
      const bytes = Uint8Array.from(generator);
      const element = decodeElement(group, bytes);
      bytes.fill(0);
      expect(element).toEqual(generator);
    });

    test('a result that is the identity is rejected', () => {
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

    test('the highest scalar is accepted', () => {
      expect(group.add(group.multiplyBase(hex(orderMinusOne)), hex(elements.multiples[1] ?? ''))).toEqual(generator);
    });

    test('64 bytes are reduced, and a multiple of the order is rejected', () => {
      expect(group.reduce(hex(order.replace(/^ed/, 'ee') + '00'.repeat(32)))).toEqual(hex(one));
      const refused = expect.objectContaining({ code: 'scalar_invalid' }) as Error;
      expect(() => group.reduce(hex(order + '00'.repeat(32)))).toThrow(refused);
      expect(() => group.reduce(new Uint8Array(64))).toThrow(refused);
      expect(() => group.reduce(hex('01'.repeat(32)))).toThrow(refused);
    });

    test('lists that differ in length or are empty are rejected', () => {
      const refused = expect.objectContaining({ code: 'input_invalid' }) as Error;
      expect(() => group.sum([generator], [])).toThrow(refused);
      expect(() => group.sum([], [])).toThrow(refused);
      expect(() => group.sumSmall([generator, generator], [1])).toThrow(refused);
      expect(() => group.sumSmall([], [])).toThrow(refused);
    });
  });
}
