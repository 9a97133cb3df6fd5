import { utf8, type Bytes } from '@etanche/core-wire';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  noPrevious,
  openVersion,
  openVersions,
  RESOURCE_BYTES,
  sealVersion,
  sizeClass,
  verifyHistory,
  versionHash,
  type SealedVersion,
  type VersionContent,
  type VersionPlace,
} from '../src/index.ts';
import { argumentInvalid, cannotOpen, counted, flipped, id, keyOf, named, signer } from './fixtures.ts';

const author = await signer('alice');
const authors = (member: string) => (member === id('alice') ? [author.publicKey] : []);
const key = await keyOf('clinical');
const random = counted('version');
const first: VersionPlace = {
  practice: key.practice,
  scope: key.scope,
  compartment: 'clinical',
  resource: id('resource'),
  version: 1,
  epoch: 1,
  author: id('alice'),
  time: 1_790_000_000_000,
};
const resource = (text: string, previous: Bytes = noPrevious): VersionContent => ({
  kind: 'resource',
  previous,
  bytes: utf8(text),
});
const sealed = await sealVersion(key, first, resource('{"resourceType":"Basic"}'), author, random);

describe('a sealed version', () => {
  test('a sealed version opens to the written content', async () => {
    const opened = await openVersion(key, sealed, authors);
    expect(opened).toEqual({ place: first, ...resource('{"resourceType":"Basic"}'), hash: sealed.hash });
    expect(opened.hash).toEqual(await versionHash(sealed));
  });

  test.each([
    ['salt', { salt: flipped(sealed.salt, 3) }],
    ['first byte', { sealed: flipped(sealed.sealed, 0) }],
    ['last byte', { sealed: flipped(sealed.sealed, -1) }],
    ['end cut', { sealed: sealed.sealed.slice(0, -1) }],
    ['everything', { sealed: new Uint8Array(0) }],
    ['salt too short', { salt: sealed.salt.slice(1) }],
  ])('a sealed version that is altered does not open: %s', async (_name, altered) => {
    await expect(openVersion(key, { ...sealed, ...altered }, authors)).rejects.toThrow(cannotOpen);
  });

  test.each([
    { practice: id('other') },
    { scope: id('other') },
    { compartment: 'identity' as const },
    { resource: id('other') },
    { version: 2 },
    { epoch: 2 },
    { author: id('bob') },
    { version: 0 },
    { time: first.time + 1 },
    { time: first.time + 0.5 },
    { time: -1 },
    { time: 2 ** 53 },
    { version: 2 ** 32 + 1 },
  ])('a sealed version does not open in another place: %o', async (over) => {
    const place = { ...first, ...over };
    const keys = [key, await keyOf(place.compartment, { ...place, epoch: place.epoch })];
    for (const candidate of keys) {
      await expect(openVersion(candidate, { ...sealed, place }, () => [author.publicKey])).rejects.toThrow(cannotOpen);
    }
  });

  test('a sealed version does not open under another role secret or without a key', async () => {
    const other = await keyOf('clinical', { secret: 'another role secret' });
    await expect(openVersion(other, sealed, authors)).rejects.toThrow(cannotOpen);
    await expect(openVersions([sealed], () => null, authors)).rejects.toThrow(cannotOpen);
  });

  test('the hash of a version covers salt, place and bytes', async () => {
    const versions: SealedVersion[] = [
      sealed,
      { ...sealed, salt: flipped(sealed.salt, 0) },
      { ...sealed, sealed: flipped(sealed.sealed, 5) },
      { ...sealed, place: { ...first, version: 2 } },
      { ...sealed, place: { ...first, author: id('bob') } },
      { ...sealed, place: { ...first, time: first.time + 1 } },
    ];
    const hashes = await Promise.all(versions.map(versionHash));
    expect(new Set(hashes.map((hash) => hash.toString())).size).toBe(versions.length);
  });
});

describe('the author', () => {
  test('a version is rejected if signed by a stranger, a colleague or another member’s retired key', async () => {
    const bob = await signer('bob');
    const forged = await sealVersion(key, first, resource('{}'), bob, random);
    await expect(openVersion(key, forged, authors)).rejects.toThrow(cannotOpen);
    await expect(openVersion(key, sealed, () => [])).rejects.toThrow(cannotOpen);
    await expect(openVersion(key, sealed, () => Promise.resolve([bob.publicKey]))).rejects.toThrow(cannotOpen);
  });

  test('a version signed with a key that was replaced later is accepted', async () => {
    const now = await signer('alice today');
    const opened = await openVersion(key, sealed, () => [now.publicKey, author.publicKey]);
    expect(opened.hash).toEqual(sealed.hash);
  });
});

describe('content', () => {
  test('content that does not match its place or limits is not sealed', async () => {
    const seal = (content: VersionContent, place = first) => sealVersion(key, place, content, author, random);
    await expect(seal({ ...resource('{}'), bytes: new Uint8Array(RESOURCE_BYTES + 1) })).rejects.toThrow(
      argumentInvalid,
    );
    await expect(seal({ ...resource('{}'), kind: 'deletion' })).rejects.toThrow(argumentInvalid);
    await expect(seal(resource(''))).rejects.toThrow(argumentInvalid);
    await expect(seal({ ...resource('{}'), previous: new Uint8Array(31) })).rejects.toThrow(argumentInvalid);
    await expect(seal(resource('{}'), { ...first, epoch: 2 })).rejects.toThrow(argumentInvalid);
    await expect(seal(resource('{}'), { ...first, version: 0 })).rejects.toThrow(argumentInvalid);
    await expect(sealVersion(key, first, resource('{}'), author, () => new Uint8Array(31))).rejects.toThrow(
      argumentInvalid,
    );
  });

  test('content of the largest size is sealed and opened, compressible or not', async () => {
    for (const bytes of [new Uint8Array(RESOURCE_BYTES), named('noise', RESOURCE_BYTES)]) {
      const large = await sealVersion(key, first, { kind: 'resource', previous: noPrevious, bytes }, author, random);
      expect(large.sealed.length).toBeLessThanOrEqual(2 * 1024 * 1024 + 16);
      expect((await openVersion(key, large, authors)).bytes).toEqual(bytes);
    }
  });

  test('content of any bytes opens to the same bytes, and its sealed size is a size class', async () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 4000 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom('resource', 'index'), async (drawn, kind) => {
        const content = { kind, previous: named('previous', 32), bytes: Uint8Array.from(drawn) } as const;
        const version = await sealVersion(key, first, content, author, random);
        expect(sizeClass(version.sealed.length - 16)).toBe(version.sealed.length - 16);
        expect(await openVersion(key, version, authors)).toMatchObject(content);
      }),
      { numRuns: 50 },
    );
  });

  test('content that is sealed twice gives different bytes', async () => {
    const again = await sealVersion(key, first, resource('{"resourceType":"Basic"}'), author, random);
    expect(again.sealed).not.toEqual(sealed.sealed);
    expect(again.salt).not.toEqual(sealed.salt);
  });
});

test('size classes are 256·2^k and 384·2^k, and at most 1.5 times the length', () => {
  expect([0, 1, 256, 257, 384, 385, 512, 513, 768, 769, 1024, 1_000_000].map(sizeClass)).toEqual([
    256, 256, 256, 384, 384, 512, 512, 768, 768, 1024, 1024, 1_048_576,
  ]);
  for (let length = 256; length < 20_000; length++) {
    expect(sizeClass(length)).toBeGreaterThanOrEqual(length);
    expect(sizeClass(length)).toBeLessThanOrEqual(length * 1.5);
  }
});

describe('a history', () => {
  async function history() {
    const one = sealed;
    const two = await sealVersion(key, { ...first, version: 2 }, resource('{"a":1}', one.hash), author, random);
    const end: VersionContent = { kind: 'deletion', previous: two.hash, bytes: new Uint8Array(0) };
    const three = await sealVersion(key, { ...first, version: 3 }, end, author, random);
    return openVersions([one, two, three], () => key, authors);
  }

  test('a complete history, in which each version names the preceding one, verifies', async () => {
    const versions = await history();
    expect(versions.map(({ kind }) => kind)).toEqual(['resource', 'resource', 'deletion']);
    expect(() => {
      verifyHistory(versions);
    }).not.toThrow();
  });

  test('a history with a missing, repeated, swapped or foreign version is rejected', async () => {
    const [one, two, three] = await history();
    if (one === undefined || two === undefined || three === undefined) throw new Error('the history is too short');
    const stray = await sealVersion(key, { ...first, version: 2 }, resource('{}', named('other', 32)), author, random);
    const other = await openVersion(key, stray, authors);
    for (const versions of [
      [two, three],
      [one, three],
      [one, one],
      [one, three, two],
      [one, other],
      [one, two, two],
    ]) {
      expect(() => {
        verifyHistory(versions);
      }).toThrow(cannotOpen);
    }
  });
});
