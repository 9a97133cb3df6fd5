import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { PackPlace } from '@etanche/core-records-protocol';
import { describe, expect, test } from 'vitest';
import {
  compartmentKey,
  openPacks,
  scopeInput,
  sealedDigest,
  verifyHead,
  verifyPacks,
  type OpenedVersion,
  type ScopePurpose,
  type SealedPack,
} from '../src/index.ts';
import { packDictionary } from '../src/scope/pack-dictionary.ts';
import { argumentInvalid, asked, hex, id, named, outcome, readVectors, toHex } from './fixtures.ts';

type Packed = { place: PackPlace; list: string; salt?: string; sealed?: string; digest?: string };
type Vectors = {
  dictionary: { version: number; file: string; sha256: string };
  scopes: { scopeRoot: string; practice: string; purpose: ScopePurpose; scope: string; input: string }[];
  evaluated: string;
  erasure: string;
  roleSecret: string;
  authors: Record<string, string>;
  cases: { name: string; heads: string[]; packs: Packed[]; opened?: object[] }[];
};
const vectors = readVectors('pack') as Vectors;

const authors = (member: string) => {
  const author = vectors.authors[member];
  return author === undefined ? [] : [hex(author)];
};

async function packOf({ place, list, salt, sealed, digest }: Packed): Promise<SealedPack> {
  const content = salt === undefined || sealed === undefined ? null : { salt: hex(salt), sealed: hex(sealed) };
  const sum = content === null ? hex(digest ?? '') : await sealedDigest(content.salt, content.sealed);
  return { place, list: hex(list), digest: sum, content };
}

function shown({ place, kind, previous, hash, bytes }: OpenedVersion): object {
  const { resource, version, author, time } = place;
  const content =
    bytes.length <= 4096 ? { bytes: toHex(bytes) } : { bytesSha256: createHash('sha256').update(bytes).digest('hex') };
  return { resource, version, kind, previous: toHex(previous), hash: toHex(hash), ...content, author, time };
}

test.each(vectors.scopes)(
  'the input of $purpose $scope is that of the vector',
  async ({ scopeRoot, practice, purpose, scope, input }) => {
    expect(toHex(await scopeInput(hex(scopeRoot), practice, purpose, scope))).toBe(input);
  },
);

test('the dictionary is the published one', () => {
  const { version, file, sha256 } = vectors.dictionary;
  const published = readFileSync(new URL(`../../../vectors/${file}`, import.meta.url));
  expect(packDictionary.version).toBe(version);
  expect(toHex(packDictionary.bytes)).toBe(toHex(published));
  expect(createHash('sha256').update(published).digest('hex')).toBe(sha256);
  expect(published.length).toBeLessThanOrEqual(32_768);
});

test.each(vectors.cases)('packs: $name', async ({ heads, packs, opened }) => {
  const { evaluated, erasure, roleSecret } = vectors;
  const result = Promise.resolve().then(async () => {
    const place = { practice: packs[0]?.place.practice ?? '', scope: packs[0]?.place.scope ?? '' };
    const verified = await Promise.all(heads.map((jws) => verifyHead(jws, place, authors)));
    const sealed = await Promise.all(packs.map(packOf));
    await verifyPacks(sealed, new Map(verified.map((head) => [head.sequence, head])));
    const key = await compartmentKey(
      { ...place, compartment: packs.at(-1)?.place.compartment ?? 'clinical', epoch: packs[0]?.place.epoch ?? 1 },
      hex(evaluated),
      hex(erasure),
      hex(roleSecret),
    );
    return (await openPacks(sealed, [], () => key)).map(shown);
  });
  expect(await outcome(result)).toEqual(asked(opened));
});

describe('the input of a scope', () => {
  test('the input of a scope depends on practice, purpose, scope and root', async () => {
    const inputs = await Promise.all([
      scopeInput(named('root', 32), id('practice'), 'scope', id('a')),
      scopeInput(named('root', 32), id('practice'), 'scope', id('b')),
      scopeInput(named('root', 32), id('practice'), 'agenda', id('a')),
      scopeInput(named('root', 32), id('other'), 'scope', id('a')),
      scopeInput(named('other', 32), id('practice'), 'scope', id('a')),
    ]);
    expect(new Set(inputs.map(toHex)).size).toBe(5);
  });

  test('scope inputs and compartment keys require secrets of the right length', async () => {
    await expect(scopeInput(new Uint8Array(16), id('practice'), 'scope', id('a'))).rejects.toThrow(argumentInvalid);
    const place = { practice: id('practice'), scope: id('a'), compartment: 'identity', epoch: 1 } as const;
    const lengths = [
      [63, 32, 32],
      [64, 31, 32],
      [64, 32, 0],
    ] as const;
    for (const [n, erasure, role] of lengths) {
      const made = compartmentKey(place, new Uint8Array(n), new Uint8Array(erasure), new Uint8Array(role));
      await expect(made).rejects.toThrow(argumentInvalid);
    }
  });
});
