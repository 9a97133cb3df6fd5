import type { KeyObject } from 'node:crypto';
import type { Bytes } from '@etanche/core-wire';

/** A key in the form of the engine that imported it. It can be used, and printing it shows no bytes. */
export type EngineKey = CryptoKey | KeyObject;

/**
 * Symmetric cryptography and hashing: `createNodeEngine` in programs and servers, whose calls are synchronous, and
 * `webEngine` in pages. A caller awaits every result, which costs nothing if it is there already. Both give the same
 * bytes and reject the same inputs. Signatures are verified by `verifyEd25519` of core/wire, which has two
 * implementations too, and made by WebCrypto, which keeps the private key.
 */
export type SealingEngine = {
  /** SHA-256, 32 bytes. */
  sha256(bytes: Bytes): Bytes | Promise<Bytes>;
  /** Key material that `hkdf` and `hkdfAes` expand. */
  importHkdf(material: Bytes): EngineKey | Promise<EngineKey>;
  /** HKDF-SHA512 (RFC 5869). */
  hkdf(material: EngineKey, salt: Bytes, info: Bytes, length: number): Bytes | Promise<Bytes>;
  /** The AES-256-GCM key of the same derivation, 32 bytes. */
  hkdfAes(material: EngineKey, salt: Bytes, info: Bytes): EngineKey | Promise<EngineKey>;
  importHmac(raw: Bytes): EngineKey | Promise<EngineKey>;
  /** HMAC-SHA-256, 32 bytes. */
  hmac(key: EngineKey, data: Bytes): Bytes | Promise<Bytes>;
  /** @param raw 32 bytes */
  importAes(raw: Bytes): EngineKey | Promise<EngineKey>;
  /** AES-256-GCM: ciphertext ‖ tag (16). @param nonce 12 bytes */
  encrypt(key: EngineKey, nonce: Bytes, aad: Bytes, plaintext: Bytes): Bytes | Promise<Bytes>;
  /** @throws an error of the platform unless the tag is valid */
  decrypt(key: EngineKey, nonce: Bytes, aad: Bytes, sealed: Bytes): Bytes | Promise<Bytes>;
};
