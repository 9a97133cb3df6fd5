import { jwsTypes, toBase64url, utf8, signCompact } from '@etanche/core-wire';
import type { VersionLeaf } from '@etanche/core-records-protocol';
import { describe, expect, test } from 'vitest';
import {
  jwsHash,
  rootOf,
  signHead,
  verifyCurrent,
  verifyFreshness,
  verifyHead,
  verifySuccession,
} from '../src/index.ts';
import { argumentInvalid, cannotOpen, flipped, id, named, signer } from './fixtures.ts';

const alice = await signer('alice');
const server = await signer('server');
const place = { practice: id('practice'), scope: id('patient') };
const writer = { ...place, author: id('alice') };
const authors = (member: string) => (member === id('alice') ? [alice.publicKey] : []);
const current = (name: string, over: Partial<VersionLeaf> = {}): VersionLeaf => ({
  resource: id(name),
  version: 1,
  compartment: 'clinical',
  hash: named(name, 32),
  ...over,
});
const versions = ['a', 'b', 'c', 'd', 'e'].map((name) => current(name));
const first = await signHead(writer, null, versions, [], alice);
const second = await signHead(writer, first, versions.slice(1), [], alice);

describe('a head', () => {
  test('a head verifies for its versions in any order', async () => {
    expect(await verifyHead(first.jws, place, authors)).toEqual(first.head);
    await verifyCurrent(first.head, versions.toReversed());
    expect(second.head).toMatchObject({ sequence: 2, count: 4, previous: toBase64url(jwsHash(first.jws)) });
    expect(() => {
      verifySuccession(second.head, first);
    }).not.toThrow();
  });

  test.each([
    ['missing', versions.slice(1)],
    ['too many', [...versions, current('f')]],
    ['of another version', versions.with(0, current('a', { version: 2 }))],
    ['with another hash', versions.with(0, current('a', { hash: flipped(named('a', 32), 0) }))],
    ['in another compartment', versions.with(0, current('a', { compartment: 'identity' }))],
    ['of another resource', versions.with(0, current('x', { hash: named('a', 32) }))],
    ['twice', versions.with(1, current('a'))],
    ['marked as destroyed', versions.with(0, current('a', { mark: 'destroyed' }))],
  ])('a head rejects current versions with one %s', async (_name, given) => {
    await expect(verifyCurrent(first.head, given)).rejects.toThrow(cannotOpen);
  });

  test('a head names the packs of its write, and the mark of a version is part of its root', async () => {
    const marked = versions.with(0, current('a', { mark: 'destroyed' }));
    const packs = [named('one', 32), named('two', 32)];
    const head = await signHead(writer, first, marked, packs, alice);
    expect((await verifyHead(head.jws, place, authors)).packs).toEqual(packs.map(toBase64url));
    await verifyCurrent(head.head, marked);
    await expect(verifyCurrent(head.head, versions)).rejects.toThrow(cannotOpen);
  });

  test('the head of a scope without versions has the root of the empty tree', async () => {
    const empty = await signHead(writer, null, [], [], alice);
    await verifyCurrent(empty.head, []);
    await expect(verifyCurrent(empty.head, versions)).rejects.toThrow(cannotOpen);
    expect(() => rootOf([current('a'), current('a', { version: 2 })])).toThrow(argumentInvalid);
  });

  test('a head by a stranger, of another scope or practice, or for another purpose is rejected', async () => {
    const mallory = await signer('mallory');
    const payload = utf8(JSON.stringify(first.head));
    const kid = toBase64url(alice.publicKey);
    const refused = [
      (await signHead(writer, null, versions, [], mallory)).jws,
      (await signHead({ ...writer, author: id('mallory') }, null, versions, [], mallory)).jws,
      (await signHead({ ...writer, scope: id('other') }, null, versions, [], alice)).jws,
      (await signHead({ ...writer, practice: id('other') }, null, versions, [], alice)).jws,
      await signCompact(payload, jwsTypes.freshness, alice.privateKey, kid),
      await signCompact(
        utf8(JSON.stringify({ ...first.head, previous: first.head.root })),
        jwsTypes.head,
        alice.privateKey,
        kid,
      ),
      await signCompact(utf8(JSON.stringify({ ...first.head, more: 1 })), jwsTypes.head, alice.privateKey, kid),
      '',
    ];
    for (const jws of refused) await expect(verifyHead(jws, place, authors)).rejects.toThrow(cannotOpen);
  });

  test('a head that skips one or continues another chain is rejected', async () => {
    const third = await signHead(writer, second, versions, [], alice);
    const other = await signHead(writer, null, versions.slice(2), [], alice);
    expect(() => {
      verifySuccession(third.head, first);
    }).toThrow(cannotOpen);
    expect(() => {
      verifySuccession(second.head, other);
    }).toThrow(cannotOpen);
  });
});

describe('freshness', () => {
  const now = 1_800_000_000;
  const sign = (over: object = {}, key = server, typ: string = jwsTypes.freshness) => {
    const said = { ...place, sequence: 2, head: toBase64url(jwsHash(second.jws)), time: now, ...over };
    return signCompact(utf8(JSON.stringify(said)), typ, key.privateKey, toBase64url(key.publicKey));
  };
  const verify = async (jws: string, at = now) => verifyFreshness(jws, server.publicKey, second, at, 300);

  test('freshness signed by the server for this head and time is accepted', async () => {
    expect(await verify(await sign())).toMatchObject({ sequence: 2, time: now });
    expect(await verify(await sign(), now + 300)).toMatchObject({ sequence: 2 });
    expect(await verify(await sign(), now - 300)).toMatchObject({ sequence: 2 });
  });

  test('freshness that is old, in the future, of another head or scope, or by another key is rejected', async () => {
    const jws = await sign();
    await expect(verify(jws, now + 301)).rejects.toThrow(cannotOpen);
    await expect(verify(jws, now - 301)).rejects.toThrow(cannotOpen);
    for (const over of [
      { sequence: 1 },
      { head: toBase64url(jwsHash(first.jws)) },
      { scope: id('other') },
      { practice: id('other') },
    ]) {
      await expect(verify(await sign(over))).rejects.toThrow(cannotOpen);
    }
    await expect(verify(await sign({}, alice))).rejects.toThrow(cannotOpen);
    await expect(verify(await sign({}, server, jwsTypes.head))).rejects.toThrow(cannotOpen);
  });
});
