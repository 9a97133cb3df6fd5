import { afterEach, describe, expect, test, vi } from 'vitest';
import { ed25519KeyPair, nodeModules, utf8 } from '../src/index.ts';
import { createNodeVerify, verifyInPage } from '../src/verify-ed25519.ts';

const { publicKey, privateKey } = await ed25519KeyPair(new Uint8Array(32).fill(7));
const message = utf8('message');
const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, message));
const altered = signature.with(5, (signature[5] ?? 0) ^ 1);
const node = nodeModules();
if (node === null) throw new Error('these tests run in Node');

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each([
  ['a program', createNodeVerify(node)],
  ['a page', verifyInPage],
])('Ed25519 verification in %s', (_name, verify) => {
  test('accepts a signature, and rejects another message, key or signature', async () => {
    const other = await ed25519KeyPair(new Uint8Array(32).fill(8));
    expect(await verify(publicKey, message, signature)).toBe(true);
    expect(await verify(publicKey, utf8('another'), signature)).toBe(false);
    expect(await verify(other.publicKey, message, signature)).toBe(false);
    expect(await verify(publicKey, message, altered)).toBe(false);
    expect(await verify(publicKey, message, signature.slice(1))).toBe(false);
  });

  test('rejects a key of another length', async () => {
    await expect(verify(publicKey.slice(1), message, signature)).rejects.toThrow();
  });
});

describe('in a browser whose WebCrypto has no Ed25519', () => {
  test('without WebCrypto’s Ed25519, a valid signature verifies and an altered one is rejected', async () => {
    const importKey = vi
      .spyOn(crypto.subtle, 'importKey')
      .mockRejectedValue(new DOMException('Unrecognized name.', 'NotSupportedError'));
    const verify = vi.spyOn(crypto.subtle, 'verify');
    expect(await verifyInPage(publicKey, message, signature)).toBe(true);
    expect(await verifyInPage(publicKey, message, altered)).toBe(false);
    expect(importKey).toHaveBeenCalledTimes(2);
    expect(verify).not.toHaveBeenCalled();
  });

  test('any other failure of WebCrypto rejects the signature', async () => {
    vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(new DOMException('invalid key', 'DataError'));
    await expect(verifyInPage(publicKey, message, signature)).rejects.toThrow('invalid key');
  });
});
