import { concat, fromBase64url, type Bytes } from '@etanche/core-wire';
import { requireBytes } from '../sealing-error.ts';

/** An Ed25519 key pair; the private key never leaves WebCrypto. */
export type SigningKey = { readonly publicKey: Bytes; readonly privateKey: CryptoKey };

/** RFC 8410 section 7: PKCS #8 around a 32-byte seed, without the public key, which WebCrypto computes. */
const PKCS8 = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20);

/** @param seed 32 bytes */
export async function signingKeyFromSeed(seed: Bytes): Promise<SigningKey> {
  requireBytes(seed, 32, 'seed');
  const pkcs8 = concat(PKCS8, seed);
  const exportable = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign']);
  const { x } = await crypto.subtle.exportKey('jwk', exportable);
  const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign']);
  pkcs8.fill(0);
  return { publicKey: fromBase64url(x ?? '', 32), privateKey };
}

export async function importVerifyKey(publicKey: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
}
