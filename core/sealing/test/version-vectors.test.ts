import { describe, expect, test } from 'vitest';
import { compartmentKey, openVersion, scopeInput, type ScopePurpose, type VersionPlace } from '../src/index.ts';
import { argumentInvalid, asked, hex, id, keyOf, named, outcome, readVectors, toHex } from './fixtures.ts';

type Vectors = {
  scopes: { scopeRoot: string; practice: string; purpose: ScopePurpose; scope: string; input: string }[];
  evaluated: string;
  erasure: string;
  roleSecret: string;
  authors: Record<string, string>;
  versions: {
    name: string;
    place: VersionPlace;
    salt: string;
    sealed: string;
    opened?: { kind: string; previous: string; bytes: string; hash: string };
  }[];
};
const vectors = readVectors('version') as Vectors;

test.each(vectors.scopes)(
  'the input of $purpose $scope is that of the vector',
  async ({ scopeRoot, practice, purpose, scope, input }) => {
    expect(toHex(await scopeInput(hex(scopeRoot), practice, purpose, scope))).toBe(input);
  },
);

test.each(vectors.versions)('version: $name', async ({ place, salt, sealed, opened }) => {
  const { evaluated, erasure, roleSecret } = vectors;
  const key = await compartmentKey(place, hex(evaluated), hex(erasure), hex(roleSecret));
  const authors = (member: string) => {
    const author = vectors.authors[member];
    return author === undefined ? [] : [hex(author)];
  };
  const version = { place, salt: hex(salt), sealed: hex(sealed) };
  const result = openVersion(key, version, authors).then(({ kind, previous, bytes, hash }) => ({
    kind,
    previous: toHex(previous),
    bytes: toHex(bytes),
    hash: toHex(hash),
  }));
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

  test('the key of a compartment cannot be exported from WebCrypto', async () => {
    const { key } = await keyOf('identity');
    expect(key.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
  });
});
