import { expect, test } from 'vitest';
import type { VersionMark } from '@etanche/core-records-protocol';
import { fromBase64url } from '@etanche/core-wire';
import { rootOf, verifyHead, verifySuccession, type Compartment, type Head } from '../src/index.ts';
import { cannotOpen, hex, readVectors, toHex } from './fixtures.ts';

type Vectors = {
  authors: Record<string, string>;
  roots: {
    name: string;
    versions: { resource: string; version: number; compartment: Compartment; hash: string; mark?: VersionMark }[];
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

const isGood = ({ head }: (typeof heads)[number]) => head !== undefined;

test.each(heads.filter(isGood))('head: $name', async ({ jws, practice, scope, head }) => {
  expect(await verifyHead(jws, { practice, scope }, authorKeys)).toEqual(head);
});

test.each(heads.filter((each) => !isGood(each)))('rejected head: $name', async ({ jws, practice, scope }) => {
  await expect(verifyHead(jws, { practice, scope }, authorKeys)).rejects.toThrow(cannotOpen);
});

function succeed({ before, after }: (typeof successions)[number]): void {
  verifySuccession(headOf(after), { jws: before, head: headOf(before) });
}

test.each(successions.filter(({ follows }) => follows))('succession: $name', (each) => {
  expect(() => {
    succeed(each);
  }).not.toThrow();
});

test.each(successions.filter(({ follows }) => !follows))('rejected succession: $name', (each) => {
  expect(() => {
    succeed(each);
  }).toThrow(cannotOpen);
});

function headOf(jws: string): Head {
  return JSON.parse(new TextDecoder().decode(payloadOf(jws))) as Head;
}

function payloadOf(jws: string): Uint8Array {
  return fromBase64url(jws.split('.')[1] ?? '', undefined);
}
