import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64Of, bytesOfValue } from '../src/attachments/base64-pieces.ts';

/** A length that needs several pieces, and ends with each possible padding. */
const lengths = [0, 1, 2, 3, 49_151, 49_152, 49_153, 100_000];

function bytesIn(text: string, isPlain: boolean): Buffer {
  return Buffer.concat(Array.from(bytesOfValue(text, 0, text.length, isPlain)));
}

test.each(lengths)('%i bytes are encoded like the standard and decoded again', (length) => {
  const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 255);
  const text = base64Of(bytes);
  expect(text).toBe(Buffer.from(bytes).toString('base64'));
  expect(bytesIn(text, true).equals(bytes)).toBe(true);
});

test('any bytes are decoded from the middle of a text', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.string(), (bytes, frame) => {
      const value = base64Of(Uint8Array.from(bytes));
      const text = `${frame}${value}${frame}`;
      const pieces = bytesOfValue(text, frame.length, frame.length + value.length, true);
      expect(Buffer.concat(Array.from(pieces)).equals(bytes)).toBe(true);
    }),
  );
});

test('a value that is not base64 is returned as UTF-8', () => {
  expect(bytesIn('QUJD\\r\\nRA==', false).toString('utf8')).toBe('QUJD\\r\\nRA==');
});

test.each(['QU*D', 'Q', 'QUJDé'])('the base64 %s is rejected', (text) => {
  expect(() => bytesIn(text, true)).toThrow();
});
