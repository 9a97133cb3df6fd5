import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  bucketPath,
  deriveEntryKey,
  encodeEntry,
  openEntry,
  parseBucketFile,
  sealedEntry,
  bucketNumber,
  type BucketGeometry,
  type EntryKey,
} from '@etanche/core-sealed-index';
import { generateIndex } from '../src/growth/generated-index.ts';

const random = (length: number) => Uint8Array.from(randomBytes(length));
const entries = 7300;
const directory = mkdtempSync(join(tmpdir(), 'etanche-generated-'));
let keys: EntryKey[];
let geometry: BucketGeometry;
let fileBytes: number;

beforeAll(async () => {
  keys = await Promise.all(Array.from({ length: 5 }, async () => deriveEntryKey('growth.1', random(64))));
  const plaintext = encodeEntry({ categories: 1n, details: [] }, 16);
  const real = await Promise.all(keys.map(async (key) => sealedEntry(key, 0, plaintext)));
  ({ geometry, fileBytes } = await generateIndex({ directory, version: 1, entries, plaintextBytes: 16, real, random }));
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

function bucketOf(number: number) {
  const file = Uint8Array.from(readFileSync(join(directory, bucketPath(1, number, geometry.count))));
  return { bytes: file.length, bucket: parseBucketFile(number, geometry, file) };
}

describe('a generated index', () => {
  test('a generated index has the files of an import of that many entries, each valid under the root', () => {
    expect(geometry.count).toBe(7);
    expect(geometry.entries).toBeGreaterThanOrEqual(Math.ceil(entries / 7));
    expect(readdirSync(join(directory, 'v1', 'b'))).toHaveLength(7);
    for (let number = 0; number < 7; number++) {
      expect(bucketOf(number).bucket.entries).toHaveLength(geometry.entries * 40);
    }
    expect(bucketOf(0).bytes).toBe(fileBytes);
  });

  test('a generated index opens under the real keys only', async () => {
    for (const key of keys) {
      const { bucket } = bucketOf(bucketNumber(key.locator, geometry.count));
      expect(await openEntry(bucket, key)).toEqual({ categories: 1n, details: [] });
    }
    const stranger = await deriveEntryKey('growth.1', random(64));
    expect(await openEntry(bucketOf(bucketNumber(stranger.locator, geometry.count)).bucket, stranger)).toBeNull();
  });
});
