import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { jwsTypes, signDetached, toBase64url, utf8, verifyDetached, type Bytes } from '@etanche/core-wire';

const payload = utf8('{"a":1}');
let publicKey: Bytes;
let jws: { protected: string; signature: string };

beforeAll(async () => {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  jws = await signDetached(payload, jwsTypes.manifest, pair.privateKey, toBase64url(publicKey));
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('in a browser whose WebCrypto has no Ed25519', () => {
  test('without WebCrypto’s Ed25519, a valid signature verifies and an altered one is rejected', async () => {
    const importKey = vi.spyOn(crypto.subtle, 'importKey').mockImplementation(() => {
      throw new DOMException('no such algorithm', 'NotSupportedError');
    });
    const verify = vi.spyOn(crypto.subtle, 'verify');
    const text = toBase64url(payload);
    await expect(verifyDetached(text, jws, jwsTypes.manifest, publicKey)).resolves.toBeUndefined();
    const altered = { ...jws, signature: `${jws.signature.slice(0, -4)}AAAA` };
    for (const [body, signature] of [
      [text, altered],
      [toBase64url(utf8('{"a":2}')), jws],
    ] as const) {
      await expect(verifyDetached(body, signature, jwsTypes.manifest, publicKey)).rejects.toThrow('invalid');
    }
    expect(importKey).toHaveBeenCalledTimes(3);
    expect(verify).not.toHaveBeenCalled();
  });
});

test('any other failure of WebCrypto rejects the signature', async () => {
  vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(new DOMException('bad key', 'DataError'));
  await expect(verifyDetached(toBase64url(payload), jws, jwsTypes.manifest, publicKey)).rejects.toThrow('invalid');
});
