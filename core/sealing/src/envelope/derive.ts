import { utf8, type Bytes } from '@etanche/core-wire';

/** Key material that can only be expanded and never leaves WebCrypto. */
export async function importHkdf(material: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', material, 'HKDF', false, ['deriveBits', 'deriveKey']);
}

/** HKDF-SHA512 (RFC 5869). @param salt a label's UTF-8 when it is text */
export async function hkdf(
  material: Bytes | CryptoKey,
  salt: Bytes | string,
  info: Bytes,
  length: number,
): Promise<Bytes> {
  const key = await baseKey(material);
  return new Uint8Array(await crypto.subtle.deriveBits(parameters(salt, info), key, length * 8));
}

/** The AES-256-GCM key of the same derivation, 32 bytes, which never leaves WebCrypto. */
export async function hkdfAes(material: Bytes | CryptoKey, salt: Bytes | string, info: Bytes): Promise<CryptoKey> {
  const aes = { name: 'AES-GCM', length: 256 };
  const key = await baseKey(material);
  return crypto.subtle.deriveKey(parameters(salt, info), key, aes, false, ['encrypt', 'decrypt']);
}

/** Four bytes, big-endian. */
export function u32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** Eight bytes, big-endian. @param value an integer from 0 to 2^53 − 1 */
export function u64(value: number): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

async function baseKey(material: Bytes | CryptoKey): Promise<CryptoKey> {
  return material instanceof Uint8Array ? importHkdf(material) : material;
}

function parameters(salt: Bytes | string, info: Bytes): HkdfParams {
  return { name: 'HKDF', hash: 'SHA-512', salt: typeof salt === 'string' ? utf8(salt) : salt, info };
}
