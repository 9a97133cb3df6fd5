import { ed25519 } from '@noble/curves/ed25519.js';
import { toBase64url } from './base64url.ts';
import type { Bytes } from './bytes.ts';
import { nodeModules, type NodeModules } from './node-modules.ts';

type Verify = (publicKey: Bytes, message: Bytes, signature: Bytes) => Promise<boolean>;

const node = nodeModules();

/**
 * Ed25519 verification (RFC 8032): by Node's synchronous function in programs, by `verifyInPage` in pages.
 *
 * @param publicKey 32 bytes
 * @param signature 64 bytes
 */
export const verifyEd25519: Verify = node === null ? verifyInPage : createNodeVerify(node);

export function createNodeVerify({ crypto: { createPublicKey, verify } }: NodeModules): Verify {
  return async (publicKey, message, signature) => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: toBase64url(publicKey) };
    const key = await Promise.resolve(createPublicKey({ key: jwk, format: 'jwk' }));
    return verify(null, message, key, signature);
  };
}

/**
 * By WebCrypto, or by a pure JavaScript library in browsers whose WebCrypto lacks Ed25519 (Chrome before 137, Firefox
 * before 129, Safari before 17): about ten times slower, on public data only.
 */
export async function verifyInPage(publicKey: Bytes, message: Bytes, signature: Bytes): Promise<boolean> {
  const key = await importPublicKey(publicKey);
  if (key !== null) return crypto.subtle.verify('Ed25519', key, signature, message);
  return ed25519.verify(signature, message, publicKey, { zip215: false });
}

async function importPublicKey(publicKey: Bytes): Promise<CryptoKey | null> {
  try {
    return await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
  } catch (error) {
    // A browser without Ed25519 throws NotSupportedError; a malformed key causes another error.
    if (error instanceof DOMException && error.name === 'NotSupportedError') return null;
    throw error;
  }
}
