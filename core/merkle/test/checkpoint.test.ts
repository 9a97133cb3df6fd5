import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ed25519FromSeed, fromBase64url } from '@etanche/core-wire';
import {
  cosign,
  cosignatureTime,
  formatCheckpoint,
  formatNote,
  formatSignatureLine,
  MerkleError,
  parseCheckpoint,
  parseNote,
  parseSignatureLine,
  signNote,
  verifyCosignature,
  verifyNote,
  type NoteKey,
  type NoteSigner,
} from '../src/index.ts';

type Key = { name: string; publicKey: string };
type Signer = Key & { seed: string };
type Vectors = {
  published: {
    signed: (Signer & { keyId: string; text: string; note: string })[];
    verified: (Key & { keyId: string; note: string })[];
    cosignatureTimes: { line: string; keyId: string; time: number }[];
    notCosignatures: string[];
  };
  log: Signer & { origin: string };
  vaults: Signer[];
  checkpoints: { size: number; root: string; text: string; note: string }[];
  cosigned: { note: string; size: number; times: number[] };
  malformedNotes: { name: string; note: string }[];
  malformedCheckpoints: { name: string; text: string }[];
  refusedNotes: { name: string; note: string; key: Key }[];
  refusedCosignatures: { name: string; note: string; cosigner: Key }[];
};
const vectors = JSON.parse(
  readFileSync(new URL('../../../vectors/checkpoint.json', import.meta.url), 'utf8'),
) as Vectors;

const keyOf = ({ name, publicKey }: Key): NoteKey => ({ name, publicKey: fromBase64url(publicKey, 32) });
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

async function signerOf(signer: Signer): Promise<NoteSigner> {
  const key = keyOf(signer);
  return { ...key, key: await ed25519FromSeed(fromBase64url(signer.seed, 32), key.publicKey) };
}

describe('published examples', () => {
  test.each(vectors.published.signed)('the key of $name produces the published signature', async (example) => {
    const signature = await signNote(example.text, await signerOf(example));
    expect(hex(signature.keyId)).toBe(example.keyId);
    expect(formatNote({ text: example.text, signatures: [signature] })).toBe(example.note);
  });

  test.each([...vectors.published.verified, ...vectors.published.signed])(
    'the published note of $name verifies',
    async (example) => {
      await verifyNote(parseNote(example.note), keyOf(example));
      expect(formatNote(parseNote(example.note))).toBe(example.note);
    },
  );

  test.each(vectors.published.cosignatureTimes)(
    'the cosignature of $time returns its time',
    ({ line, keyId, time }) => {
      const signature = parseSignatureLine(line);
      expect({ keyId: hex(signature.keyId), time: cosignatureTime(signature.signature) }).toEqual({ keyId, time });
      expect(formatSignatureLine(signature)).toBe(line);
    },
  );

  test.each(vectors.published.notCosignatures)('a signature of another type has no time', (line) => {
    expect(() => cosignatureTime(parseSignatureLine(line).signature)).toThrow(MerkleError);
  });
});

describe('checkpoints of a practice', () => {
  test.each(vectors.checkpoints)(
    'the checkpoint of $size leaves is formatted, signed and verified',
    async ({ size, root, text, note }) => {
      const checkpoint = { origin: vectors.log.origin, size, root: fromBase64url(root, 32) };
      expect(formatCheckpoint(checkpoint)).toBe(text);
      expect(parseCheckpoint(text)).toEqual(checkpoint);
      const signature = await signNote(text, await signerOf(vectors.log));
      expect(formatNote({ text, signatures: [signature] })).toBe(note);
      await verifyNote(parseNote(note), keyOf(vectors.log));
    },
  );

  test('a checkpoint cosigned by two vaults verifies for each of them', async () => {
    const { note, times } = vectors.cosigned;
    const parsed = parseNote(note);
    const lines = [];
    for (const [i, vault] of vectors.vaults.entries()) {
      expect(await verifyCosignature(parsed, keyOf(vault))).toBe(times[i]);
      lines.push(formatSignatureLine(await cosign(parsed.text, times[i] ?? 0, await signerOf(vault))));
    }
    expect(note.endsWith(lines.join(''))).toBe(true);
  });

  test('the latest time of a cosigner is returned', async () => {
    const [vault] = vectors.vaults;
    const signer = await signerOf(vault as Signer);
    const { text, signatures } = parseNote(vectors.cosigned.note);
    const later = await cosign(text, 1_800_000_000, signer);
    expect(await verifyCosignature({ text, signatures: [later, ...signatures] }, signer)).toBe(1_800_000_000);
  });
});

describe('rejected notes and signatures', () => {
  test.each(vectors.malformedNotes)('note: $name', ({ note }) => {
    expect(() => parseNote(note)).toThrow(expect.objectContaining({ code: 'note_invalid' }));
  });

  test.each(vectors.malformedCheckpoints)('checkpoint: $name', ({ text }) => {
    expect(() => parseCheckpoint(text)).toThrow(expect.objectContaining({ code: 'note_invalid' }));
  });

  test.each(vectors.refusedNotes)('signature: $name', async ({ note, key }) => {
    await expect(verifyNote(parseNote(note), keyOf(key))).rejects.toMatchObject({ code: 'note_refused' });
  });

  test.each(vectors.refusedCosignatures)('cosignature: $name', async ({ note, cosigner }) => {
    await expect(verifyCosignature(parseNote(note), keyOf(cosigner))).rejects.toMatchObject({ code: 'note_refused' });
  });

  test('cosign rejects text that is no checkpoint, and a time that is not in seconds', async () => {
    const signer = await signerOf(vectors.vaults[0] as Signer);
    const { text } = parseNote(vectors.cosigned.note);
    await expect(cosign('a letter\n', 1, signer)).rejects.toMatchObject({ code: 'note_invalid' });
    for (const time of [-1, 0.5, Number.NaN]) {
      await expect(cosign(text, time, signer)).rejects.toMatchObject({ code: 'position_invalid' });
    }
    await expect(signNote('no newline', signer)).rejects.toMatchObject({ code: 'note_invalid' });
  });

  test('formatCheckpoint rejects impossible sizes, roots and origins', () => {
    const checkpoint = { origin: 'etanche/x/1', size: 1, root: new Uint8Array(32) };
    for (const wrong of [
      { size: -1 },
      { size: 0.5 },
      { size: 2 ** 53 },
      { root: new Uint8Array(31) },
      { origin: '' },
    ]) {
      expect(() => formatCheckpoint({ ...checkpoint, ...wrong })).toThrow(MerkleError);
    }
  });
});

test('parse is the inverse of format', () => {
  const name = fc.stringMatching(/^[a-z0-9/.-]{1,40}$/);
  const line = fc.record({
    name,
    keyId: fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => Uint8Array.from(bytes)),
    signature: fc.uint8Array({ minLength: 1, maxLength: 80 }).map((bytes) => Uint8Array.from(bytes)),
  });
  const body = fc.record({
    origin: name,
    size: fc.maxSafeNat(),
    root: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Uint8Array.from(bytes)),
  });
  fc.assert(
    fc.property(body, fc.array(line, { minLength: 1, maxLength: 16 }), (checkpoint, signatures) => {
      const read = parseNote(formatNote({ text: formatCheckpoint(checkpoint), signatures }));
      expect(parseCheckpoint(read.text)).toEqual(checkpoint);
      expect(read.signatures).toEqual(signatures);
    }),
    { numRuns: 50 },
  );
});
