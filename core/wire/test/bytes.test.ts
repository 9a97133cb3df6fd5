import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareBytes, concat, fromBase64url, joinFields, toBase64url, utf8 } from '@etanche/core-wire';

const bytes = (options: { maxLength: number }) => fc.uint8Array(options).map((array) => new Uint8Array(array));

describe('joinFields', () => {
  test('joinFields prefixes each field with its length in two bytes', () => {
    expect(joinFields('ab', Uint8Array.of(7))).toEqual(Uint8Array.of(0, 2, 97, 98, 0, 1, 7));
    expect(joinFields()).toEqual(new Uint8Array());
  });

  test('joinFields gives different bytes for different lists', () => {
    const list = fc.array(bytes({ maxLength: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(list, list, (a, b) => {
        const same =
          a.length === b.length && a.every((field, i) => compareBytes(field, b[i] ?? new Uint8Array()) === 0);
        expect(compareBytes(joinFields(...a), joinFields(...b)) === 0).toBe(same);
      }),
    );
  });

  test('joinFields distinguishes lists that differ only in field boundaries', () => {
    expect(joinFields('ab', 'c')).not.toEqual(joinFields('a', 'bc'));
    expect(joinFields('a', '')).not.toEqual(joinFields('a'));
  });

  test('joinFields encodes text as UTF-8, short or long, ASCII or not', () => {
    const text = fc.oneof(fc.string({ maxLength: 80, unit: 'binary' }), fc.string({ maxLength: 80 }));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), (texts) => {
        expect(joinFields(...texts)).toEqual(joinFields(...texts.map((each) => utf8(each))));
      }),
    );
    expect(joinFields('é'.repeat(32), '\uD800', '')).toEqual(
      joinFields(utf8('é'.repeat(32)), utf8('\uFFFD'), utf8('')),
    );
    expect(() => joinFields('é'.repeat(32_768))).toThrow(expect.objectContaining({ code: 'encoding_invalid' }));
  });

  test('joinFields accepts a field of 65,535 bytes and rejects one more', () => {
    expect(joinFields(new Uint8Array(65_535)).length).toBe(65_537);
    expect(() => joinFields(new Uint8Array(65_536))).toThrow(expect.objectContaining({ code: 'encoding_invalid' }));
  });
});

describe('base64url', () => {
  test('decoding base64url is the inverse of encoding', () => {
    fc.assert(
      fc.property(bytes({ maxLength: 100 }), (array) => {
        expect(fromBase64url(toBase64url(array), array.length)).toEqual(array);
      }),
    );
  });

  test.each(['A', 'AA==', 'AB', 'A+', 'A/AA', 'AA\n', ' AA', 'é', 'AAA='])(
    'base64url in the form %j is rejected',
    (text) => {
      expect(() => fromBase64url(text, undefined)).toThrow(expect.objectContaining({ code: 'encoding_invalid' }));
    },
  );

  test('base64url of another length than expected is rejected', () => {
    expect(() => fromBase64url(toBase64url(new Uint8Array(31)), 32)).toThrow('expected 32 bytes, got 31');
    expect(() => fromBase64url(toBase64url(new Uint8Array(33)), 32)).toThrow('expected 32 bytes, got 33');
  });
});

test('concat and utf8 keep every byte', () => {
  expect(concat(utf8('é'), new Uint8Array(), Uint8Array.of(1))).toEqual(Uint8Array.of(0xc3, 0xa9, 1));
});
