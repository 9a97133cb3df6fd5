import { isEtancheError, utf8 } from '@etanche/core-wire';
import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { frame, frameKinds, parseBinary, parseHeader, readFrames, type Frame } from '../src/transfer/archive.ts';

const id = 'a'.repeat(26);
const hash = 'A'.repeat(43);
const header = {
  ...{ format: 'etanche/v1/transfer', practice: id, scope: id, head: 'a.b.c', heads: ['a.b.c'], keys: ['a.b.c'] },
  packs: [{ compartment: 'clinical', sequence: 1, number: 0, epoch: 1, author: id, time: 1, list: '', digest: hash }],
  ...{ marked: [], links: [] },
};
const archive = Buffer.concat([
  frame(frameKinds.header, utf8(JSON.stringify(header))),
  frame(frameKinds.version, utf8('{"name":"ESSAI Camille"}')),
  frame(frameKinds.binary, utf8(JSON.stringify({ binary: id, kind: 'attachment' }))),
  frame(frameKinds.chunk, utf8('ESSAI')),
  frame(frameKinds.end, new Uint8Array()),
]);

async function read(bytes: Uint8Array, pieces: number): Promise<Frame[]> {
  const size = Math.max(1, Math.ceil(bytes.length / pieces));
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });
  const frames: Frame[] = [];
  for await (const each of readFrames(stream)) {
    if (each.kind === frameKinds.header) parseHeader(each);
    if (each.kind === frameKinds.binary) parseBinary(each);
    frames.push(each);
  }
  return frames;
}

test('an archive is read in whatever pieces it arrives', async () => {
  const whole = await read(archive, 1);
  expect(whole.map(({ kind }) => kind)).toEqual([1, 2, 3, 4, 5]);
  for (const pieces of [2, 7, archive.length]) expect(await read(archive, pieces)).toEqual(whole);
});

test('an archive that ends early is refused, at each place', async () => {
  for (let end = 1; end < archive.length; end++) {
    const isWhole = await read(archive.subarray(0, end), 1).then(
      (frames) => frames.length < 5,
      (error: unknown) => isEtancheError(error),
    );
    expect(isWhole).toBe(true);
  }
});

test('a damaged archive is read or refused, without personal data in the error', async () => {
  const leaks: string[] = [];
  const edit = fc.tuple(fc.nat(archive.length), fc.nat(30), fc.uint8Array({ maxLength: 4 }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(edit, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 9 }),
      async (edits, pieces) => {
        const damaged = edits.reduce<Uint8Array>(
          (bytes, [at, removed, inserted]) =>
            Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + removed)]),
          archive,
        );
        try {
          await read(damaged, pieces);
        } catch (error) {
          // The caller turns these into `could_not_check`.
          if (!isEtancheError(error) && !(error instanceof SyntaxError) && !(error instanceof TypeError)) throw error;
          if (isEtancheError(error) && /ESSAI|Camille/.test(error.message)) leaks.push(error.message);
        }
      },
    ),
    { numRuns: inject('isNightly') ? 200_000 : 500 },
  );
  expect(leaks).toEqual([]);
});
