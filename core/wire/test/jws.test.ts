import { beforeAll, describe, expect, test } from 'vitest';
import vectors from '../../../vectors/jws.json' with { type: 'json' };
import {
  fromBase64url,
  jwsTypes,
  signCompact,
  signDetached,
  splitCompact,
  toBase64url,
  utf8,
  verifyCompact,
  verifyDetached,
  type Bytes,
} from '@etanche/core-wire';

type Signer = { key: CryptoKey; publicKey: Bytes; kid: string };

async function makeSigner(): Promise<Signer> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return { key: pair.privateKey, publicKey, kid: toBase64url(publicKey) };
}

const refused = expect.objectContaining({ code: 'signature_invalid', message: 'signature is invalid' }) as Error;
const payload = utf8('{"a":1}');
let alice: Signer;
let mallory: Signer;

beforeAll(async () => {
  [alice, mallory] = [await makeSigner(), await makeSigner()];
});

describe('compact', () => {
  const type = jwsTypes.evaluate;

  test('a signature verifies under the key that made it', async () => {
    const jws = await signCompact(payload, type, alice.key, alice.kid);
    expect(await verifyCompact(jws, type, alice.publicKey)).toEqual({ payload, kid: alice.kid });
    const known = async (kid: string) => Promise.resolve(kid === alice.kid ? alice.publicKey : null);
    expect(await verifyCompact(jws, type, known)).toEqual({ payload, kid: alice.kid });
  });

  test('another purpose, key, payload or signature is rejected with the same error', async () => {
    const jws = await signCompact(payload, type, alice.key, alice.kid);
    const [header = '', body = '', signature = ''] = jws.split('.');
    const none = toBase64url(utf8(JSON.stringify({ alg: 'none', kid: alice.kid, typ: type })));
    const attempts: [string, string, Bytes][] = [
      [jws, jwsTypes.keySetOrder, alice.publicKey],
      [jws, type, mallory.publicKey],
      [await signCompact(payload, type, mallory.key, alice.kid), type, alice.publicKey],
      [[header, toBase64url(utf8('{"a":2}')), signature].join('.'), type, alice.publicKey],
      [[header, body, toBase64url(new Uint8Array(64))].join('.'), type, alice.publicKey],
      [[none, body, ''].join('.'), type, alice.publicKey],
      [`${jws}.x`, type, alice.publicKey],
      ['', type, alice.publicKey],
    ];
    for (const [text, typ, key] of attempts) await expect(verifyCompact(text, typ, key)).rejects.toEqual(refused);
    await expect(verifyCompact(jws, type, async () => Promise.resolve(null))).rejects.toEqual(refused);
  });

  test('an unknown critical header is rejected', async () => {
    const header = toBase64url(
      utf8(JSON.stringify({ alg: 'EdDSA', kid: alice.kid, typ: type, crit: ['b64'], b64: true })),
    );
    const input = utf8(`${header}.${toBase64url(payload)}`);
    const signature = toBase64url(new Uint8Array(await crypto.subtle.sign('Ed25519', alice.key, input)));
    const jws = `${header}.${toBase64url(payload)}.${signature}`;
    await expect(verifyCompact(jws, type, alice.publicKey)).rejects.toEqual(refused);
  });
});

describe('one signature of several', () => {
  test('one of several signatures verifies over its own payload and under its own key only', async () => {
    const jws = await signDetached(payload, jwsTypes.manifest, alice.key, alice.kid);
    const text = toBase64url(payload);
    await expect(verifyDetached(text, jws, jwsTypes.manifest, alice.publicKey)).resolves.toBeUndefined();
    await expect(verifyDetached(text, jws, jwsTypes.manifest, mallory.publicKey)).rejects.toEqual(refused);
    await expect(verifyDetached(text, jws, jwsTypes.evaluate, alice.publicKey)).rejects.toEqual(refused);
    await expect(verifyDetached(toBase64url(utf8('{}')), jws, jwsTypes.manifest, alice.publicKey)).rejects.toEqual(
      refused,
    );
    const flipped = fromBase64url(jws.signature, 64).map((byte, i) => (i === 0 ? byte ^ 1 : byte));
    const altered = { ...jws, signature: toBase64url(flipped) };
    await expect(verifyDetached(text, altered, jwsTypes.manifest, alice.publicKey)).rejects.toEqual(refused);
  });
});

describe('vectors/jws.json', () => {
  const publicKey = fromBase64url(vectors.publicKey, 32);

  test.each(vectors.valid)('the JWS verifies: $name', async ({ jws, payload: text }) => {
    expect(await verifyCompact(jws, vectors.typ, publicKey)).toEqual({
      payload: fromBase64url(text, undefined),
      kid: vectors.publicKey,
    });
    const { header, payload: body, signature } = splitCompact(jws);
    await expect(
      verifyDetached(body, { protected: header, signature }, vectors.typ, publicKey),
    ).resolves.toBeUndefined();
  });

  test.each(vectors.invalid)('the JWS is rejected: $name', async ({ jws }) => {
    await expect(verifyCompact(jws, vectors.typ, publicKey)).rejects.toEqual(refused);
    const [header = '', body = '', ...signature] = jws.split('.');
    const detached = { protected: header, signature: signature.join('.') };
    await expect(verifyDetached(body, detached, vectors.typ, publicKey)).rejects.toEqual(refused);
  });
});
