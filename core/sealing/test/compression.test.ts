import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { platformCompression, webCompression } from '../src/envelope/compression.ts';
import { cannotOpen, named } from './fixtures.ts';

const LIMIT = 100_000;
const dictionary = Uint8Array.from(Buffer.from('{"resourceType":"Observation"}'.repeat(40)));
const engines = [
  ['the platform', platformCompression()],
  ['a page', webCompression],
] as const;

describe.each(engines)('compression by %s', (_name, engine) => {
  test('compressed bytes inflate to the original with either engine', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (drawn) => {
        const bytes = Uint8Array.from(drawn);
        const deflated = await engine.deflate(bytes, dictionary);
        for (const [, other] of engines) expect(await other.inflate(deflated, dictionary, LIMIT)).toEqual(bytes);
      }),
      { numRuns: 20 },
    );
  });

  test('text of the dictionary is compressed to a few bytes', async () => {
    expect((await engine.deflate(dictionary, dictionary)).length).toBeLessThan(20);
    expect((await engine.deflate(dictionary, new Uint8Array())).length).toBeGreaterThan(30);
  });

  test('bytes inflate up to the limit, and one byte more is rejected', async () => {
    const bomb = (length: number) => Uint8Array.from(deflateRawSync(new Uint8Array(length), { dictionary }));
    expect((await engine.inflate(bomb(LIMIT), dictionary, LIMIT)).length).toBe(LIMIT);
    await expect(engine.inflate(bomb(LIMIT + 1), dictionary, LIMIT)).rejects.toThrow(cannotOpen);
    await expect(engine.inflate(bomb(50_000_000), dictionary, LIMIT)).rejects.toThrow(cannotOpen);
  });

  test('a truncated stream, trailing bytes and noise are rejected', async () => {
    const deflated = await engine.deflate(named('text', 500), dictionary);
    for (const bad of [
      deflated.slice(0, -1),
      deflated.slice(0, 3),
      Uint8Array.from([...deflated, 0]),
      Uint8Array.from([...deflated, ...deflated]),
      new Uint8Array(0),
      Uint8Array.of(7, 7, 7, 7),
    ]) {
      await expect(engine.inflate(bad, dictionary, LIMIT)).rejects.toThrow(cannotOpen);
    }
  });
});
