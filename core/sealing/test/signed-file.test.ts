import { packHash, recordsLimits, type PackPlace, type VersionLeaf } from '@etanche/core-records-protocol';
import { utf8, type Bytes } from '@etanche/core-wire';
import { describe, expect, test } from 'vitest';
import {
  noPrevious,
  openPacks,
  sealPack,
  signedVersion,
  signHead,
  verifyHead,
  verifySignedFile,
  type SignedFile,
} from '../src/index.ts';
import { cannotOpen, counted, id, keyOf, named, signer } from './fixtures.ts';

const alice = await signer('alice');
const key = await keyOf('clinical');
const random = counted('signed file');
const writer = { practice: key.practice, scope: key.scope, author: id('alice') };
const authors = (member: string) => (member === id('alice') ? [alice.publicKey] : []);
type Version = Parameters<typeof sealPack>[2][number];
type Head = Awaited<ReturnType<typeof signHead>>;

/** The file of some writes, of which each has one pack. */
async function signedFile(writes: readonly (readonly Version[])[]): Promise<SignedFile> {
  const current = new Map<string, VersionLeaf>();
  const packs: SignedFile['packs'][number][] = [];
  const versions: Bytes[] = [];
  const heads: Head[] = [];
  for (const [i, write] of writes.entries()) {
    const place: PackPlace = {
      ...{ ...writer, compartment: 'clinical', sequence: i + 1, number: 0, epoch: 1 },
      ...{ time: 1_790_000_000_000 + i, carries: false },
    };
    const sealed = await sealPack(key, place, write, random);
    for (const each of await openPacks([sealed.pack], [], () => key)) versions.push(signedVersion(each));
    for (const { resource, version, hash } of sealed.versions)
      current.set(resource, { resource, version, hash, compartment: 'clinical' });
    const { place: at, list, digest } = sealed.pack;
    packs.push({ place: at, list, digest });
    const hash = packHash(at, digest, list);
    heads.push(await signHead(writer, heads.at(-1) ?? null, Array.from(current.values()), [hash], alice));
  }
  const { practice, scope } = writer;
  const of = { practice, scope, head: heads.at(-1)?.jws ?? '', heads: heads.map(({ jws }) => jws) };
  return { ...of, packs, marked: [], links: [], versions };
}

const version = (resource: string, over: Partial<Version> = {}): Version => ({
  ...{ resource, version: 1, kind: 'resource', previous: noPrevious, bytes: utf8('{"resourceType":"Basic"}') },
  ...over,
});

/** A signed file whose current versions are all destroyed, so that it has neither packs nor content. */
async function marked(count: number): Promise<SignedFile> {
  const leaves = Array.from({ length: count }, (_, i): VersionLeaf => ({
    ...{ resource: id(`marked ${i}`), version: 1, compartment: 'clinical', hash: named('hash', 32) },
    mark: 'destroyed',
  }));
  const { jws } = await signHead(writer, null, leaves, [], alice);
  const { practice, scope } = writer;
  return { practice, scope, head: jws, heads: [], packs: [], marked: leaves, links: [], versions: [] };
}

describe('a signed file', () => {
  test('gives the versions of each resource in ascending order, whatever the order of its packs', async () => {
    const first = await signedFile([[version(id('a')), version(id('b'))]]);
    const [leaf] = (await verifySignedFile(first, authors)).histories.get(id('a')) ?? [];
    const previous = leaf?.hash ?? noPrevious;
    expect(previous).not.toEqual(noPrevious);
    const writes = [[version(id('a')), version(id('b'))], [version(id('c'))]];
    const file = await signedFile(writes);
    const verified = await verifySignedFile({ ...file, packs: file.packs.toReversed() }, authors);
    expect(Array.from(verified.histories, ([resource, past]) => [resource, past.length]).sort()).toEqual(
      [id('a'), id('b'), id('c')].sort().map((resource) => [resource, 1]),
    );
    expect([verified.current.length, verified.missing]).toEqual([3, 0]);
  });

  test('without the content of a current version is refused, and of an earlier pack too', async () => {
    const file = await signedFile([[version(id('a'))], [version(id('b'))]]);
    await expect(verifySignedFile({ ...file, versions: file.versions.slice(1) }, authors)).rejects.toThrow(cannotOpen);
    await expect(verifySignedFile({ ...file, packs: file.packs.slice(1) }, authors)).rejects.toThrow(cannotOpen);
  });

  test('with as many destroyed resources as a scope may have is read, and with one more refused', async () => {
    const { resourcesPerScope: most } = recordsLimits;
    expect((await verifySignedFile(await marked(most), authors)).histories.size).toBe(most);
    await expect(verifySignedFile(await marked(most + 1), authors)).rejects.toThrow('too many resources');
  });

  test('with as many destroyed resources as a scope may have and one more is refused', async () => {
    const file = await signedFile([[version(id('a'))]]);
    const before = { jws: file.head, head: await verifyHead(file.head, writer, authors) };
    const [first] = (await verifySignedFile(file, authors)).current;
    if (first === undefined) throw new RangeError('a file with one resource');
    const { marked: leaves } = await marked(recordsLimits.resourcesPerScope);
    const own: VersionLeaf = { resource: id('a'), version: 1, compartment: 'clinical', hash: first.hash };
    const { jws } = await signHead(writer, before, [...leaves, own], [], alice);
    const both = { ...file, head: jws, marked: leaves };
    await expect(verifySignedFile(both, authors)).rejects.toThrow('too many resources');
    const fewer = leaves.slice(1);
    const { jws: fits } = await signHead(writer, before, [...fewer, own], [], alice);
    expect((await verifySignedFile({ ...file, head: fits, marked: fewer }, authors)).current).toHaveLength(1);
  });

  test('with longer lists than a scope may have is refused before a head or a list is read', async () => {
    const file = await signedFile([[version(id('a'))]]);
    const [pack] = file.packs;
    if (pack === undefined) throw new RangeError('a file without a pack');
    const list = new Uint8Array(recordsLimits.listBytesPerScope + 1 - pack.list.length);
    const long = { ...file, head: '', packs: [pack, { ...pack, list }] };
    await expect(verifySignedFile(long, authors)).rejects.toThrow('too many versions');
  });
});
