import { ed25519 } from '@noble/curves/ed25519.js';
import type { Bytes } from './bytes.ts';

/**
 * Ed25519 verification (RFC 8032) by WebCrypto, or by a pure JavaScript library in browsers whose WebCrypto lacks it
 * (Chrome before 137, Firefox before 129, Safari before 17): about ten times slower, on public data only.
 *
 * @param publicKey 32 bytes
 * @param signature 64 bytes
 */
export async function verifyEd25519(publicKey: Bytes, message: Bytes, signature: Bytes): Promise<boolean> {
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
