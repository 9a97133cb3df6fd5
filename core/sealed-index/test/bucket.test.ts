import { type Manifest } from '@etanche/core-check-protocol';
import { fromBase64url, utf8 } from '@etanche/core-wire';
import { auditPath, buildTree } from '@etanche/core-merkle';
import { describe, expect, test } from 'vitest';
import {
  readAnswer,
  bucketLeaf,
  bucketNumber,
  bucketPath,
  encodeBucketFile,
  findAddress,
  mergeEntries,
  parseBucketFile,
  type BucketGeometry,
} from '../src/index.ts';
import { fromHex, readVectors } from './read-vectors.ts';

type Vectors = {
  index: string;
  version: number;
  buckets: BucketGeometry;
  paths: { version: number; number: number; count: number; path: string }[];
  files: string[];
  found: { y: string; bucket: number; file: string; categories: string }[];
  notFound: { y: string; bucket: number; file: string }[];
  couldNotCheck: { name: string; y: string; file: string }[];
};
const vectors = readVectors('bucket') as Vectors;
const bits = Array.from({ length: 8 }, (_, bit) => ({ bit, key: `c${bit}`, name: { fr: 'x', en: 'x' } }));
const { manifest: signed } = readVectors('manifest') as { manifest: Manifest };
const leak = { ...signed.leak, categories: bits };
const manifest: Manifest = {
  ...signed,
  index: vectors.index,
  version: vectors.version,
  buckets: vectors.buckets,
  leak,
};
const file = (text: string) => fromBase64url(text, undefined);
const couldNotCheck = expect.objectContaining({ code: 'could_not_check' }) as Error;

const ask = async (y: string, ...files: string[]) => {
  const place = await findAddress(manifest, fromHex(y));
  return readAnswer(
    manifest,
    files.map(() => place),
    files.map(file),
  );
};

describe('the answer', () => {
  test.each(vectors.found)('the answer is found in bucket $bucket', async ({ y, bucket, file: bytes, categories }) => {
    const place = await findAddress(manifest, fromHex(y));
    expect(place).toMatchObject({ bucket, path: `v1/b/${bucket}.bin` });
    expect(await ask(y, bytes)).toEqual({ answer: 'found', entry: { categories: BigInt(categories), details: [] } });
  });

  test.each(vectors.notFound)('the answer is not found in bucket $bucket', async ({ y, file: bytes }) => {
    expect(await ask(y, bytes)).toEqual({ answer: 'not_found' });
  });

  test.each(vectors.couldNotCheck)('a bucket file could not be checked: $name', async ({ y, file: bytes }) => {
    await expect(ask(y, bytes)).rejects.toThrow(couldNotCheck);
  });

  test('a person with two addresses is found at either, and both files must verify', async () => {
    const [known, stranger, broken] = [vectors.found[0], vectors.notFound[0], vectors.couldNotCheck[0]];
    if (known === undefined || stranger === undefined || broken === undefined) throw new Error('vectors are missing');
    const places = await Promise.all([stranger, known].map(({ y }) => findAddress(manifest, fromHex(y))));
    expect(await readAnswer(manifest, places, [file(stranger.file), file(known.file)])).toMatchObject({
      answer: 'found',
    });
    await expect(readAnswer(manifest, places, [file(stranger.file), file(broken.file)])).rejects.toThrow(couldNotCheck);
    await expect(readAnswer(manifest, places.toReversed(), [file(broken.file), file(stranger.file)])).rejects.toThrow(
      couldNotCheck,
    );
    await expect(readAnswer(manifest, places, [file(stranger.file)])).rejects.toThrow(couldNotCheck);
    await expect(readAnswer(manifest, [], [])).rejects.toThrow(couldNotCheck);
  });

  test('an entry with categories or details that the manifest does not list could not be checked', async () => {
    const [known] = vectors.found;
    if (known === undefined) throw new Error('vectors are missing');
    const narrow = { ...manifest, leak: { ...leak, categories: bits.slice(0, 1) } };
    const place = await findAddress(narrow, fromHex(known.y));
    await expect(readAnswer(narrow, [place], [file(known.file)])).rejects.toThrow(couldNotCheck);
  });

  test('an evaluation of another length could not be checked', async () => {
    await expect(findAddress(manifest, new Uint8Array(32))).rejects.toThrow(couldNotCheck);
  });
});

describe('files', () => {
  test.each(vectors.paths)('$path', ({ version, number, count, path }) => {
    expect(bucketPath(version, number, count)).toBe(path);
  });

  test('buckets divide the locators evenly', () => {
    const locator = (first: number) => Uint8Array.of(first, 255, 255, 255, 255, 255, 255, 255);
    expect(bucketNumber(new Uint8Array(16), 3)).toBe(0);
    expect([0x54, 0x55, 0xa9, 0xaa, 0xff].map((byte) => bucketNumber(locator(byte), 3))).toEqual([0, 1, 1, 2, 2]);
    expect(bucketNumber(locator(0xff), 1)).toBe(0);
    expect(bucketNumber(locator(0xff), 16_777_216)).toBe(16_777_215);
  });

  test('encoding is the inverse of parsing a bucket file', () => {
    const parsed = vectors.files.map((text, number) => parseBucketFile(number, vectors.buckets, file(text)).entries);
    const tree = buildTree(parsed.map(bucketLeaf));
    for (const [number, text] of vectors.files.entries()) {
      const entries = parsed[number] ?? utf8('absent');
      expect(encodeBucketFile(number, vectors.buckets, entries, auditPath(tree, number))).toEqual(file(text));
    }
  });

  test('entries that are out of order, of another bucket or too few are rejected by the encoder', () => {
    const [known] = vectors.found;
    if (known === undefined) throw new Error('vectors are missing');
    const { entries } = parseBucketFile(known.bucket, vectors.buckets, file(known.file));
    const reversed = Uint8Array.from([
      ...entries.subarray(120),
      ...entries.subarray(80, 120),
      ...entries.subarray(0, 80),
    ]);
    const path = [new Uint8Array(32), new Uint8Array(32)];
    const refused = expect.objectContaining({ code: 'build_invalid' }) as Error;
    expect(() => encodeBucketFile(known.bucket, vectors.buckets, reversed, path)).toThrow(refused);
    expect(() => encodeBucketFile((known.bucket + 1) % 2, vectors.buckets, entries, path)).toThrow(refused);
    expect(() => encodeBucketFile(known.bucket, vectors.buckets, entries.subarray(40), path)).toThrow(refused);
    expect(() => encodeBucketFile(known.bucket, vectors.buckets, entries, [...path, ...path])).toThrow(refused);
  });
});

test('the merged entry of several people has all categories and no detail', () => {
  const detail = { id: 1, text: '2019' };
  const one = { categories: 1n, details: [detail] };
  expect(mergeEntries([one])).toEqual(one);
  expect(mergeEntries([one, { categories: 6n, details: [detail] }])).toEqual({ categories: 7n, details: [] });
});
