import { fromBase64url } from './base64url.ts';
import { concat, type Bytes } from './bytes.ts';

/** The private key is not extractable. */
export type Ed25519KeyPair = { readonly publicKey: Bytes; readonly privateKey: CryptoKey };

/** RFC 8410 section 7: PKCS #8 before a 32-byte seed, without the public key, which WebCrypto computes. */
const prefix = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20);

/**
 * The Ed25519 key pair of a seed (RFC 8032 section 5.1.5).
 *
 * @param seed 32 bytes
 * @throws RangeError for a seed of another length, of which Node would ignore the rest
 */
export async function ed25519KeyPair(seed: Bytes): Promise<Ed25519KeyPair> {
  if (seed.length !== 32) throw new RangeError('an Ed25519 seed has 32 bytes');
  const pkcs8 = concat(prefix, seed);
  try {
    const exportable = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign']);
    const { x } = await crypto.subtle.exportKey('jwk', exportable);
    const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign']);
    return { publicKey: fromBase64url(x ?? '', 32), privateKey };
  } finally {
    pkcs8.fill(0);
  }
}
