import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, inject, test } from 'vitest';
import { IntakeError } from '../src/index.ts';
import { readAll } from './writing/read-all.ts';
import { temporaryFile } from './writing/temporary-file.ts';

const folder = join(import.meta.dirname, 'fixtures');
const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
const fixtures = await Promise.all(names.map((name) => readFile(join(folder, name))));

/** Kinds of damage to a file: bytes overwritten, lost, repeated, or a piece of another file inserted. */
const change = fc.record({
  kind: fc.constantFrom('overwrite', 'remove', 'repeat', 'insert', 'cut'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 64 }),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 16 }),
    fc.constantFrom(...'{}[]"\',;\\$()<>/&\n\r\0'.split('')).map((character) => Uint8Array.of(character.charCodeAt(0))),
    fc.constantFrom(0, 0x7f, 0xff).map((byte) => new Uint8Array(8).fill(byte)),
  ),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function damage(bytes: Buffer, { kind, at, length, bytes: inserted }: Change): Buffer {
  const from = Math.floor(at * bytes.length);
  const [before, after] = [bytes.subarray(0, from), bytes.subarray(from)];
  switch (kind) {
    case 'overwrite':
      return Buffer.concat([before, inserted, after.subarray(inserted.length)]);
    case 'remove':
      return Buffer.concat([before, after.subarray(length)]);
    case 'repeat':
      return Buffer.concat([before, after.subarray(0, length), after]);
    case 'insert':
      return Buffer.concat([before, inserted, after]);
    case 'cut':
      return before;
  }
}

const damaged = fc
  .tuple(fc.constantFrom(...fixtures), fc.array(change, { minLength: 1, maxLength: 4 }))
  .map(([bytes, changes]) => changes.reduce(damage, bytes));
/** The beginning of one fixture followed by the end of another. */
const spliced = fc
  .tuple(fc.constantFrom(...fixtures), fc.constantFrom(...fixtures), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([one, other, at]) =>
    Buffer.concat([one.subarray(0, at * one.length), other.subarray(Math.floor(at * other.length))]),
  );
const brackets = fc
  .array(fc.constantFrom('{', '}', '[', ']', '"a"', ':', ',', '1', ' ', '\n', '"'), { maxLength: 12 })
  .map((parts) => Buffer.from(parts.join('')));

describe('a damaged file', () => {
  test.each([
    ['a fixture with some bytes changed', damaged, inject('isNightly') ? 250 : 60],
    ['two fixtures cut and joined', spliced, inject('isNightly') ? 100 : 30],
    ['brackets in any order', brackets, inject('isNightly') ? 150 : 50],
  ])('a damaged file is read to its end or rejected: %s', async (_kind, bytes, numRuns) => {
    await fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        const path = await temporaryFile(content);
        const outcome = await readAll(path).catch((error: unknown) => error);
        expect(outcome instanceof IntakeError || !(outcome instanceof Error)).toBe(true);
        if (outcome instanceof Error) return;
        const { description, rows } = outcome as Awaited<ReturnType<typeof readAll>>;
        expect(rows.filter((row) => row.ok && row.cells.length !== description.columns.length)).toEqual([]);
      }),
      { numRuns },
    );
  });
});
