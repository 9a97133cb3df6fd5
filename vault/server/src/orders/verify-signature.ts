import { orderMessage } from '@etanche/core-vault-protocol';
import { fromBase64url, type Bytes } from '@etanche/core-wire';

/**
 * Whether `key` signed this order (RFC 8032).
 *
 * @param hash `orderHash`, 32 bytes
 * @param key Ed25519 public key, base64url
 */
export async function verifyOrderSignature(hash: Bytes, key: string, signature: string): Promise<boolean> {
  try {
    const publicKey = await crypto.subtle.importKey('raw', fromBase64url(key, 32), 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', publicKey, fromBase64url(signature, 64), orderMessage(hash));
  } catch {
    return false;
  }
}
