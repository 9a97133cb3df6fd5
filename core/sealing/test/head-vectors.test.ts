import { expect, test } from 'vitest';
import { fromBase64url } from '@etanche/core-wire';
import { rootOf, verifyHead, verifySuccession, type Compartment, type Head } from '../src/index.ts';
import { cannotOpen, hex, readVectors, toHex } from './fixtures.ts';

type Vectors = {
  authors: Record<string, string>;
  roots: {
    name: string;
    versions: { resource: string; version: number; compartment: Compartment; hash: string }[];
    root: string;
  }[];
  heads: { name: string; practice: string; scope: string; jws: string; head?: Head }[];
  successions: { name: string; before: string; after: string; follows: boolean }[];
};
const { authors, roots, heads, successions } = readVectors('head') as Vectors;

const authorKeys = (member: string) => {
  const author = authors[member];
  return author === undefined ? [] : [hex(author)];
};

test.each(roots)('the root over $name is that of the vector', ({ versions, root }) => {
  expect(toHex(rootOf(versions.map((one) => ({ ...one, hash: hex(one.hash) }))))).toBe(root);
});

test.each(heads)('head: $name', async ({ jws, practice, scope, head }) => {
  const verified = verifyHead(jws, { practice, scope }, authorKeys);
  if (head === undefined) await expect(verified).rejects.toThrow(cannotOpen);
  else expect(await verified).toEqual(head);
});

test.each(successions)('succession: $name', ({ before, after, follows }) => {
  const headOf = (jws: string) => JSON.parse(new TextDecoder().decode(payloadOf(jws))) as Head;
  const verify = () => {
    verifySuccession(headOf(after), { jws: before, head: headOf(before) });
  };
  if (follows) verify();
  else expect(verify).toThrow(cannotOpen);
});

function payloadOf(jws: string): Uint8Array {
  return fromBase64url(jws.split('.')[1] ?? '', undefined);
}
