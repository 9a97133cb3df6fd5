import type { KeyObject } from 'node:crypto';
import type { Bytes, NodeModules } from '@etanche/core-wire';
import type { EngineKey, SealingEngine } from './engine.ts';

const TAG_BYTES = 16;
const KEY_BYTES = 32;
const CIPHER = 'aes-256-gcm';

/**
 * The engine of programs and servers: a call of `node:crypto` needs about a tenth of the time of WebCrypto's, which
 * starts a job on another thread each time.
 */
export function createNodeEngine({ crypto: node }: NodeModules): SealingEngine {
  const hkdf: (...of: Parameters<SealingEngine['hkdf']>) => Bytes = (material, salt, info, length) =>
    new Uint8Array(node.hkdfSync('sha512', secret(material), salt, info, length));
  const importSecret = (bytes: Bytes): KeyObject => node.createSecretKey(bytes);
  return {
    sha256: (bytes) => Uint8Array.from(node.hash('sha256', bytes, 'buffer')),
    importHkdf: importSecret,
    hkdf,
    hkdfAes(material, salt, info) {
      const raw = hkdf(material, salt, info, KEY_BYTES);
      const key = importSecret(raw);
      raw.fill(0);
      return key;
    },
    importHmac: importSecret,
    hmac: (key, data) => Uint8Array.from(node.createHmac('sha256', secret(key)).update(data).digest()),
    importAes: importSecret,
    encrypt(key, nonce, aad, plaintext) {
      const cipher = node.createCipheriv(CIPHER, secret(key), nonce, { authTagLength: TAG_BYTES }).setAAD(aad);
      const sealed = new Uint8Array(plaintext.length + TAG_BYTES);
      sealed.set(cipher.update(plaintext));
      cipher.final();
      sealed.set(cipher.getAuthTag(), plaintext.length);
      return sealed;
    },
    decrypt(key, nonce, aad, sealed) {
      if (sealed.length < TAG_BYTES) throw new RangeError(`${sealed.length} sealed bytes have no tag`);
      const end = sealed.length - TAG_BYTES;
      const decipher = node.createDecipheriv(CIPHER, secret(key), nonce, { authTagLength: TAG_BYTES }).setAAD(aad);
      decipher.setAuthTag(sealed.subarray(end));
      const plaintext = decipher.update(sealed.subarray(0, end));
      decipher.final();
      const copy = Uint8Array.from(plaintext);
      plaintext.fill(0);
      return copy;
    },
  };
}

function secret(key: EngineKey): KeyObject {
  if ('export' in key) return key;
  throw new TypeError('the key is one of the other engine');
}
