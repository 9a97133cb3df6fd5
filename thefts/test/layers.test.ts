import { randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { layers } from '../src/tools/layers.ts';

const text = Buffer.from('{"resourceType":"Patient","name":[{"family":"LE GOFF-MARTIN","given":["Héloïse"]}]}');
const before = (length: number, bytes: Buffer): Buffer => Buffer.concat([randomBytes(length), bytes]);
const found = (bytes: Buffer): boolean => Array.from(layers(bytes)).some((layer) => layer.includes(text));

describe('what a thief unpacks', () => {
  test.each([
    ['as it is', before(40, text)],
    ['gzip anywhere', Buffer.concat([randomBytes(77), gzipSync(text), randomBytes(30)])],
    ['zlib anywhere', Buffer.concat([randomBytes(33), deflateSync(text), randomBytes(30)])],
    ['raw deflate at once, padded', Buffer.concat([deflateRawSync(text), Buffer.alloc(60)])],
    [
      'raw deflate behind a version’s header, padded',
      Buffer.concat([before(101, deflateRawSync(text)), Buffer.alloc(9)]),
    ],
    ['brotli', brotliCompressSync(text)],
    ['base64 in JSON', Buffer.from(JSON.stringify({ data: text.toString('base64') }))],
    ['base64url in a JWS', Buffer.from(`eyJhbGciOiJub25lIn0.${text.toString('base64url')}.c2ln`)],
    ['gzip in base64 in JSON', Buffer.from(JSON.stringify({ data: gzipSync(text).toString('base64') }))],
  ])('finds a text %s', (_, bytes) => {
    expect(found(bytes)).toBe(true);
  });

  test('finds nothing in random bytes, nor in nothing', () => {
    expect(found(randomBytes(100_000))).toBe(false);
    expect(Array.from(layers(Buffer.alloc(0)))).toEqual([Buffer.alloc(0)]);
  });
});
