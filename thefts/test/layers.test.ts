import { randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { layers } from '../src/tools/layers.ts';

const text = Buffer.from('{"resourceType":"Patient","name":[{"family":"LE GOFF-MARTIN","given":["Héloïse"]}]}');
const before = (length: number, bytes: Buffer): Buffer => Buffer.concat([randomBytes(length), bytes]);
const found = (bytes: Buffer): boolean => Array.from(layers(bytes)).some((layer) => layer.includes(text));

describe('layers of packed bytes', () => {
  test.each([
    ['without packing', before(40, text)],
    ['in gzip at any offset', Buffer.concat([randomBytes(77), gzipSync(text), randomBytes(30)])],
    ['in zlib at any offset', Buffer.concat([randomBytes(33), deflateSync(text), randomBytes(30)])],
    ['in raw deflate at the start, padded', Buffer.concat([deflateRawSync(text), Buffer.alloc(60)])],
    [
      'in raw deflate after a version’s header, padded',
      Buffer.concat([before(101, deflateRawSync(text)), Buffer.alloc(9)]),
    ],
    ['brotli', brotliCompressSync(text)],
    ['in base64 in JSON', Buffer.from(JSON.stringify({ data: text.toString('base64') }))],
    ['in base64url in a JWS', Buffer.from(`eyJhbGciOiJub25lIn0.${text.toString('base64url')}.c2ln`)],
    ['in gzip in base64 in JSON', Buffer.from(JSON.stringify({ data: gzipSync(text).toString('base64') }))],
  ])('finds a text %s', (_, bytes) => {
    expect(found(bytes)).toBe(true);
  });

  test('finds nothing in random bytes or in an empty buffer', () => {
    expect(found(randomBytes(100_000))).toBe(false);
    expect(Array.from(layers(Buffer.alloc(0)))).toEqual([Buffer.alloc(0)]);
  });
});
