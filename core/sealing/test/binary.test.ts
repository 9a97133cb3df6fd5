import { fromBase64url, type Bytes } from '@etanche/core-wire';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BINARY_CHUNK_BYTES,
  compartmentKey,
  openBinary,
  ownBinaryKey,
  sealBinary,
  sealedBinaryLength,
  type ByteTransform,
} from '../src/index.ts';
import { cannotOpen, counted, flipped, hex, id, keyOf, named, readVectors, toHex } from './fixtures.ts';

type Vectors = {
  practice: string;
  scope: string;
  binary: string;
  evaluated: string;
  erasure: string;
  roleSecret: string;
  own: {
    name: string;
    secret: string;
    salt: string;
    plaintext?: { shake256Of: string; length: number };
    chunks: string[];
  }[];
  cases: { name: string; salt: string; plaintext?: { shake256Of: string; length: number }; chunks: string[] }[];
};

const key = await keyOf('clinical');
const binary = id('binary');
const SEALED_CHUNK = BINARY_CHUNK_BYTES + 16;

/** All output bytes, and whether the stream ended without an error. */
async function through(
  transform: ByteTransform,
  pieces: readonly Uint8Array[],
): Promise<{ bytes: Bytes; error: unknown }> {
  const source = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  const reader = source.pipeThrough(transform).getReader();
  const parts: Uint8Array[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { bytes: Uint8Array.from(Buffer.concat(parts)), error: null };
      parts.push(value);
    }
  } catch (error) {
    return { bytes: Uint8Array.from(Buffer.concat(parts)), error };
  }
}

function pieces(bytes: Bytes, size: number): Bytes[] {
  const cut: Bytes[] = [];
  for (let at = 0; at < bytes.length; at += size) cut.push(bytes.slice(at, at + size));
  return cut;
}

async function seal(plaintext: Bytes, size = 50_000): Promise<{ salt: Bytes; sealed: Bytes }> {
  const { salt, transform } = await sealBinary(key, binary, counted('binary'));
  const { bytes, error } = await through(transform, pieces(plaintext, size));
  expect(error).toBeNull();
  return { salt, sealed: bytes };
}

async function open(salt: Bytes, sealed: Bytes, size = 40_000, opener = key, name = binary) {
  return through(await openBinary(opener, name, salt), pieces(sealed, size));
}

describe('a binary', () => {
  test.each([
    0,
    1,
    BINARY_CHUNK_BYTES - 1,
    BINARY_CHUNK_BYTES,
    BINARY_CHUNK_BYTES + 1,
    3 * BINARY_CHUNK_BYTES,
    200_000,
  ])('a binary of %i bytes opens to the same bytes', async (length) => {
    const plaintext = named('plaintext', length);
    const { salt, sealed } = await seal(plaintext);
    expect(sealed.length).toBe(sealedBinaryLength(length));
    expect(await open(salt, sealed)).toEqual({ bytes: plaintext, error: null });
  });

  test('a binary opens to the same bytes for any division of the streams', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 150_000 }),
        fc.integer({ min: 1000, max: 150_000 }),
        fc.integer({ min: 1000, max: 150_000 }),
        async (length, sealSize, openSize) => {
          const plaintext = named('plaintext', length);
          const { salt, sealed } = await seal(plaintext, sealSize);
          expect(await open(salt, sealed, openSize)).toEqual({ bytes: plaintext, error: null });
        },
      ),
      { numRuns: 10 },
    );
  });

  const plaintext = named('plaintext', 3 * BINARY_CHUNK_BYTES - 5);
  const chunk = (sealed: Bytes, i: number) => sealed.slice(i * SEALED_CHUNK, (i + 1) * SEALED_CHUNK);
  const join = (...parts: Bytes[]) => Uint8Array.from(Buffer.concat(parts));

  test.each<[string, number, (sealed: Bytes) => Bytes]>([
    ['empty', 0, () => new Uint8Array(0)],
    ['cut after the first chunk', 0, (sealed) => chunk(sealed, 0)],
    ['cut after the second chunk', 1, (sealed) => join(chunk(sealed, 0), chunk(sealed, 1))],
    ['cut within a chunk', 1, (sealed) => sealed.slice(0, SEALED_CHUNK + 1000)],
    ['cut by its last byte', 2, (sealed) => sealed.slice(0, -1)],
    ['without its first chunk', 0, (sealed) => sealed.slice(SEALED_CHUNK)],
    ['with two chunks swapped', 0, (sealed) => join(chunk(sealed, 1), chunk(sealed, 0), chunk(sealed, 2))],
    ['with a chunk twice', 1, (sealed) => join(chunk(sealed, 0), sealed)],
    ['with a byte more', 2, (sealed) => join(sealed, Uint8Array.of(0))],
    ['with another end', 2, (sealed) => join(sealed, chunk(sealed, 2))],
    ['altered at its beginning', 0, (sealed) => flipped(sealed, 0)],
    ['altered in its second chunk', 1, (sealed) => flipped(sealed, SEALED_CHUNK + 7)],
    ['altered at its end', 2, (sealed) => flipped(sealed, -1)],
  ])('a binary is rejected, and no byte of an invalid chunk is released: %s', async (_name, goodChunks, alter) => {
    const { salt, sealed } = await seal(plaintext);
    const { bytes, error } = await open(salt, alter(sealed));
    expect(error).toEqual(cannotOpen);
    expect(bytes.length).toBeLessThanOrEqual(goodChunks * BINARY_CHUNK_BYTES);
    expect(bytes).toEqual(plaintext.slice(0, bytes.length));
  });

  test('a binary with another salt, place, epoch or name is rejected', async () => {
    const { salt, sealed } = await seal(named('plaintext', 1000));
    const attempts = await Promise.all([
      open(flipped(salt, 0), sealed),
      open(salt, sealed, 1000, await keyOf('clinical', { epoch: 2 })),
      open(salt, sealed, 1000, await keyOf('identity')),
      open(salt, sealed, 1000, await keyOf('clinical', { scope: id('other') })),
      open(salt, sealed, 1000, await keyOf('clinical', { practice: id('other') })),
      open(salt, sealed, 1000, await keyOf('clinical', { secret: 'other' })),
      open(salt, sealed, 1000, key, id('other')),
    ]);
    for (const { bytes, error } of attempts) {
      expect(error).toEqual(cannotOpen);
      expect(bytes.length).toBe(0);
    }
    await expect(openBinary(key, binary, new Uint8Array(31))).rejects.toThrow(cannotOpen);
  });
});

describe('a binary with a key of its own', () => {
  const place = { practice: key.practice, scope: key.scope, compartment: 'clinical', epoch: 1 } as const;
  const secret = named('secret', 32);

  test('a binary opens with the secret that it was sealed with, in its place', async () => {
    const plaintext = named('plaintext', 100_000);
    const { salt, transform } = await sealBinary(await ownBinaryKey(place, secret), binary, counted('own'));
    const { bytes: sealed } = await through(transform, [plaintext]);
    expect(await open(salt, sealed, 1000, await ownBinaryKey(place, secret))).toEqual({
      bytes: plaintext,
      error: null,
    });
    const others = [
      await ownBinaryKey(place, flipped(secret, 0)),
      await ownBinaryKey({ ...place, compartment: 'identity' }, secret),
      await ownBinaryKey({ ...place, scope: id('other') }, secret),
      await ownBinaryKey({ ...place, epoch: 2 }, secret),
      key,
    ];
    for (const other of others) expect((await open(salt, sealed, 1000, other)).error).toEqual(cannotOpen);
    expect((await open(salt, sealed, 1000, await ownBinaryKey(place, secret), id('other'))).error).toEqual(cannotOpen);
  });

  test('a secret of another length is rejected', async () => {
    await expect(ownBinaryKey(place, named('secret', 31))).rejects.toMatchObject({ code: 'argument_invalid' });
  });
});

describe('vectors', () => {
  const vectors = readVectors('binary') as Vectors;

  test.each(vectors.own)('$name', async ({ secret, salt, plaintext, chunks }) => {
    const { practice, scope } = vectors;
    const own = await ownBinaryKey({ practice, scope, compartment: 'clinical', epoch: 1 }, hex(secret));
    const { bytes, error } = await through(
      await openBinary(own, vectors.binary, hex(salt)),
      chunks.map((chunk) => fromBase64url(chunk, undefined)),
    );
    const expected = plaintext === undefined ? null : toHex(named(plaintext.shake256Of, plaintext.length));
    expect(error === null ? toHex(bytes) : null).toBe(expected);
    expect(error).toEqual(expected === null ? cannotOpen : null);
  });

  test.each(vectors.cases)('$name', async ({ salt, plaintext, chunks }) => {
    const place = { practice: vectors.practice, scope: vectors.scope, compartment: 'clinical', epoch: 1 } as const;
    const vectorKey = await compartmentKey(
      place,
      hex(vectors.evaluated),
      hex(vectors.erasure),
      hex(vectors.roleSecret),
    );
    const { bytes, error } = await through(
      await openBinary(vectorKey, vectors.binary, hex(salt)),
      chunks.map((chunk) => fromBase64url(chunk, undefined)),
    );
    const expected = plaintext === undefined ? null : toHex(named(plaintext.shake256Of, plaintext.length));
    expect(error === null ? toHex(bytes) : null).toBe(expected);
    expect(error).toEqual(expected === null ? cannotOpen : null);
  });
});
