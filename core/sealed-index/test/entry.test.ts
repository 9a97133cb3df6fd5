import { utf8 } from '@etanche/core-wire';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deriveEntryKey, encodeEntry, open, parseEntry, plaintextBytesFor, seal } from '../src/index.ts';
import { fromHex, readVectors, toHex } from './read-vectors.ts';

type Vectors = {
  derived: { indexId: string; y: string; locator: string; key: string }[];
  entries: { categories: string; details: { id: number; text: string }[]; plaintextBytes: number; plaintext: string }[];
  sealed: { indexId: string; y: string; counter: number; plaintext: string; ciphertext: string }[];
  malformed: { name: string; plaintext: string }[];
};
const vectors = readVectors('sealed-entry') as Vectors;
const buildInvalid = expect.objectContaining({ code: 'build_invalid' }) as Error;
const couldNotCheck = expect.objectContaining({ code: 'could_not_check' }) as Error;

describe('keys', () => {
  test.each(vectors.derived)('of $indexId', async ({ indexId, y, locator, key }) => {
    const derived = await deriveEntryKey(indexId, fromHex(y));
    expect(toHex(derived.locator)).toBe(locator);
    const iv = new Uint8Array(12);
    const raw = await crypto.subtle.importKey('raw', fromHex(key), 'AES-GCM', false, ['encrypt']);
    const plain = { ...derived, key: raw };
    expect(await seal(derived, 0, iv)).toEqual(await seal(plain, 0, iv));
  });

  test.each(vectors.sealed)(
    'sealing and opening under counter $counter match the vector',
    async ({ indexId, y, counter, plaintext, ciphertext }) => {
      const key = await deriveEntryKey(indexId, fromHex(y));
      expect(toHex(await seal(key, counter, fromHex(plaintext)))).toBe(ciphertext);
      expect(toHex((await open(key, counter, fromHex(ciphertext))) ?? new Uint8Array())).toBe(plaintext);
      expect(await open(key, counter + 1, fromHex(ciphertext))).toBeNull();
      expect(await open(await deriveEntryKey('laboratoires.2', fromHex(y)), counter, fromHex(ciphertext))).toBeNull();
      expect(
        await open({ ...key, locator: key.locator.map((byte) => byte ^ 1) }, counter, fromHex(ciphertext)),
      ).toBeNull();
    },
  );
});

describe('plaintext', () => {
  test.each(vectors.entries)('$plaintext', ({ categories, details, plaintextBytes, plaintext }) => {
    const entry = { categories: BigInt(categories), details };
    expect(toHex(encodeEntry(entry, plaintextBytes))).toBe(plaintext);
    expect(parseEntry(fromHex(plaintext))).toEqual(entry);
  });

  test.each(vectors.malformed)('$name', ({ plaintext }) => {
    expect(() => parseEntry(fromHex(plaintext))).toThrow(Error);
  });

  test('an entry that does not fit is rejected by the encoder', () => {
    const detail = (id: number, text: string) => ({ id, text });
    expect(() => encodeEntry({ categories: 1n << 64n, details: [] }, 16)).toThrow(buildInvalid);
    expect(() => encodeEntry({ categories: -1n, details: [] }, 16)).toThrow(buildInvalid);
    expect(() => encodeEntry({ categories: 1n, details: [] }, 8)).toThrow(buildInvalid);
    expect(() => encodeEntry({ categories: 1n, details: [detail(1, 'sixteen')] }, 16)).toThrow(buildInvalid);
    expect(() => encodeEntry({ categories: 1n, details: [detail(1, '')] }, 16)).toThrow(buildInvalid);
    expect(() => encodeEntry({ categories: 1n, details: [detail(0, 'a')] }, 16)).toThrow(buildInvalid);
    expect(() => encodeEntry({ categories: 1n, details: [detail(2, 'a'), detail(1, 'b')] }, 32)).toThrow(buildInvalid);
    expect(() => encodeEntry({ categories: 1n, details: [detail(1, 'a'.repeat(256))] }, 999)).toThrow(buildInvalid);
    expect(() => parseEntry(new Uint8Array(16))).toThrow(couldNotCheck);
  });

  const text = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((value) => utf8(value).length <= 64);
  const details = fc
    .uniqueArray(fc.record({ id: fc.integer({ min: 1, max: 255 }), text }), {
      selector: (detail) => detail.id,
      maxLength: 4,
    })
    .map((list) => list.sort((a, b) => a.id - b.id));

  test('parsing is the inverse of encoding an entry', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), details, (categories, list) => {
        const size = plaintextBytesFor(list.map((detail) => ({ maxBytes: utf8(detail.text).length })));
        expect(parseEntry(encodeEntry({ categories, details: list }, size))).toEqual({ categories, details: list });
      }),
    );
  });

  test('encoding a parsed entry gives the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 7, maxLength: 15 }), (tail) => {
        const plaintext = Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 0, 1, ...tail]);
        let parsed;
        try {
          parsed = parseEntry(plaintext);
        } catch {
          return;
        }
        expect(encodeEntry(parsed, plaintext.length)).toEqual(plaintext);
      }),
      { numRuns: 1000, examples: [[Uint8Array.from([1, 2, 97, 98, 0, 0, 0])], [new Uint8Array(7)]] },
    );
  });
});
