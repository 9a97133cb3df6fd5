import { fromBase64url, jwsTypes, toBase64url, utf8, signCompact } from '@etanche/core-wire';
import { describe, expect, test } from 'vitest';
import {
  chainKeysOf,
  keysFingerprint,
  keysHash,
  memberKeysFromSeed,
  openKeyring,
  passkeyPrfInput,
  publicKeysOf,
  sealKeyring,
  signMemberStatement,
  verifyMemberStatement,
  type Keyring,
} from '../src/index.ts';
import {
  argumentInvalid,
  asked,
  cannotOpen,
  counted,
  flipped,
  hex,
  id,
  named,
  outcome,
  readVectors,
  toHex,
} from './fixtures.ts';

type Vectors = {
  members: {
    seed: string;
    practice: string;
    member: string;
    auth: string;
    author: string;
    grant: string;
    sealing: string;
    keysHash: string;
    fingerprint: string;
  }[];
  statements: { name: string; jws: string; keysHash?: string }[];
  keyrings: {
    name: string;
    prf: string;
    credential: string;
    practice: string;
    member: string;
    sealed: string;
    keyring?: Keyring;
  }[];
};
const vectors = readVectors('member-keys') as Vectors;
const practice = id('practice');
const member = id('alice');
const keys = await memberKeysFromSeed(named('seed', 32));
const publicKeys = publicKeysOf(practice, member, keys);

describe('vectors', () => {
  test.each(vectors.members)('$fingerprint', async (vector) => {
    const derived = publicKeysOf(vector.practice, vector.member, await memberKeysFromSeed(hex(vector.seed)));
    expect(toHex(derived.auth)).toBe(vector.auth);
    expect(toHex(derived.author)).toBe(vector.author);
    expect(toHex(derived.grant)).toBe(vector.grant);
    expect(toHex(derived.sealing)).toBe(vector.sealing);
    expect(toHex(keysHash(derived))).toBe(vector.keysHash);
    expect(keysFingerprint(chainKeysOf(derived))).toBe(vector.fingerprint);
  });

  test.each(vectors.statements)('statement: $name', async ({ jws, keysHash: hash }) => {
    const verified = verifyMemberStatement(jws).then((found) => toHex(keysHash(found)));
    expect(await outcome(verified)).toEqual(asked(hash));
  });

  test.each(vectors.keyrings)('keyring: $name', async (vector) => {
    const opened = openKeyring(hex(vector.prf), vector.credential, vector, hex(vector.sealed));
    expect(await outcome(opened)).toEqual(asked(vector.keyring));
  });
});

describe('member keys', () => {
  test('member keys are deterministic for a seed and all different', async () => {
    expect(publicKeysOf(practice, member, await memberKeysFromSeed(named('seed', 32)))).toEqual(publicKeys);
    const all = [keys.auth, keys.author, keys.grant].map((key) => toHex(key.publicKey));
    expect(new Set(all).size).toBe(3);
    await expect(memberKeysFromSeed(new Uint8Array(16))).rejects.toThrow(argumentInvalid);
  });

  test('private member keys cannot be exported from WebCrypto', async () => {
    for (const { privateKey } of [keys.auth, keys.author, keys.grant]) {
      await expect(crypto.subtle.exportKey('pkcs8', privateKey)).rejects.toThrow(/extractable/);
    }
  });

  test('the keys hash covers the member and every key', () => {
    const hashes = [
      publicKeys,
      { ...publicKeys, member: id('bob') },
      { ...publicKeys, auth: flipped(publicKeys.auth, 0) },
      { ...publicKeys, author: flipped(publicKeys.author, 0) },
      { ...publicKeys, grant: flipped(publicKeys.grant, 0) },
      { ...publicKeys, sealing: flipped(publicKeys.sealing, 0) },
    ].map((altered) => keysFingerprint(chainKeysOf(altered)));
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashes[0]).toMatch(/^[A-Z2-7]{4}( [A-Z2-7]{4}){3}$/);
  });
});

describe('a statement of keys', () => {
  test('a statement of keys verifies under its own auth key', async () => {
    const jws = await signMemberStatement(publicKeys, keys.auth);
    expect(await verifyMemberStatement(jws)).toEqual(publicKeys);
  });

  test('a statement of keys is rejected if signed by another key, for another purpose, or altered', async () => {
    const jws = await signMemberStatement(publicKeys, keys.auth);
    const [header = '', payload = '', signature = ''] = jws.split('.');
    const body = fromBase64url(payload, undefined);
    const kid = toBase64url(publicKeys.auth);
    const refused = [
      await signMemberStatement(publicKeys, keys.author),
      await signMemberStatement({ ...publicKeys, auth: keys.author.publicKey }, keys.auth),
      await signCompact(body, jwsTypes.head, keys.auth.privateKey, kid),
      await signCompact(utf8('{}'), jwsTypes.memberKeys, keys.auth.privateKey, kid),
      await signCompact(utf8('not JSON'), jwsTypes.memberKeys, keys.auth.privateKey, kid),
      `${header}.${toBase64url(flipped(body, 40))}.${signature}`,
      `${header}.${payload}.${toBase64url(flipped(fromBase64url(signature, 64), 5))}`,
      `${header}.${payload}`,
      '',
    ];
    for (const bad of refused) await expect(verifyMemberStatement(bad)).rejects.toThrow(cannotOpen);
  });
});

describe('a keyring', () => {
  const keyring: Keyring = {
    seed: toBase64url(named('seed', 32)),
    practice,
    member,
    genesis: toBase64url(named('genesis', 32)),
    federation: {
      threshold: 1,
      vaults: [{ index: 1, url: 'https://vault.example', signingKey: toBase64url(named('vault', 32)) }],
    },
  };
  const prf = named('prf', 32);
  const owner = { practice, member };

  test('a keyring opens under its passkey', async () => {
    const sealed = await sealKeyring(prf, 'credential', keyring, counted('keyring'));
    expect(await openKeyring(prf, 'credential', owner, sealed)).toEqual(keyring);
    expect(passkeyPrfInput()).toEqual(utf8('etanche/v1/passkey/prf'));
  });

  test('a keyring does not open for another passkey, credential, member or practice, or altered or cut', async () => {
    const sealed = await sealKeyring(prf, 'credential', keyring, counted('keyring'));
    const opened = [
      openKeyring(flipped(prf, 0), 'credential', owner, sealed),
      openKeyring(prf, 'other', owner, sealed),
      openKeyring(prf, 'credential', { practice, member: id('bob') }, sealed),
      openKeyring(prf, 'credential', { practice: id('other'), member }, sealed),
      openKeyring(prf, 'credential', owner, flipped(sealed, 0)),
      openKeyring(prf, 'credential', owner, flipped(sealed, 40)),
      openKeyring(prf, 'credential', owner, sealed.slice(0, 20)),
    ];
    await Promise.all(opened.map((attempt) => expect(attempt).rejects.toThrow(cannotOpen)));
  });

  test('a malformed keyring is not sealed', async () => {
    const bad = { ...keyring, seed: 'short' };
    await expect(sealKeyring(prf, 'credential', bad, counted('keyring'))).rejects.toThrow(argumentInvalid);
    await expect(sealKeyring(new Uint8Array(16), 'credential', keyring, counted('x'))).rejects.toThrow(argumentInvalid);
  });
});
