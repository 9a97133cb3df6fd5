import { sha256, type Bytes } from '@etanche/core-wire';
import type { EngineKey, SealingEngine } from './engine.ts';

/** Below this size, hashing in JavaScript is faster than a job for WebCrypto's threads. */
const SMALL_BYTES = 2048;

/** The engine of pages: WebCrypto, whose keys cannot be exported, and a synchronous hash for short inputs. */
export const webEngine: SealingEngine = {
  sha256: (bytes) => {
    if (bytes.length <= SMALL_BYTES) return sha256(bytes);
    return crypto.subtle.digest('SHA-256', bytes).then((hash) => new Uint8Array(hash));
  },
  importHkdf: (material) => crypto.subtle.importKey('raw', material, 'HKDF', false, ['deriveBits', 'deriveKey']),
  hkdf: async (material, salt, info, length) =>
    new Uint8Array(await crypto.subtle.deriveBits(derivation(salt, info), web(material), length * 8)),
  hkdfAes: (material, salt, info) => {
    const aes = { name: 'AES-GCM', length: 256 };
    return crypto.subtle.deriveKey(derivation(salt, info), web(material), aes, false, ['encrypt', 'decrypt']);
  },
  importHmac: (raw) => crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']),
  hmac: async (key, data) => new Uint8Array(await crypto.subtle.sign('HMAC', web(key), data)),
  importAes: (raw) => crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']),
  encrypt: async (key, nonce, aad, plaintext) =>
    new Uint8Array(await crypto.subtle.encrypt(cipher(nonce, aad), web(key), plaintext)),
  decrypt: async (key, nonce, aad, sealed) =>
    new Uint8Array(await crypto.subtle.decrypt(cipher(nonce, aad), web(key), sealed)),
};

function derivation(salt: Bytes, info: Bytes): HkdfParams {
  return { name: 'HKDF', hash: 'SHA-512', salt, info };
}

function cipher(nonce: Bytes, aad: Bytes): AesGcmParams {
  return { name: 'AES-GCM', iv: nonce, additionalData: aad };
}

function web(key: EngineKey): CryptoKey {
  if ('algorithm' in key) return key;
  throw new TypeError('the key is one of the other engine');
}
