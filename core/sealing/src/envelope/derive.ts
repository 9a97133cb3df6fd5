import { utf8, type Bytes } from '@etanche/core-wire';
import type { EngineKey } from '../engine/engine.ts';
import { engine } from '../engine/platform-engine.ts';

/** Key material that can only be expanded. */
export async function importHkdf(material: Bytes): Promise<EngineKey> {
  return engine.importHkdf(material);
}

/** HKDF-SHA512 (RFC 5869). @param salt a label's UTF-8 when it is text */
export async function hkdf(
  material: Bytes | EngineKey,
  salt: Bytes | string,
  info: Bytes,
  length: number,
): Promise<Bytes> {
  return engine.hkdf(await baseKey(material), saltOf(salt), info, length);
}

/** The AES-256-GCM key of the same derivation, 32 bytes. */
export async function hkdfAes(material: Bytes | EngineKey, salt: Bytes | string, info: Bytes): Promise<EngineKey> {
  return engine.hkdfAes(await baseKey(material), saltOf(salt), info);
}

async function baseKey(material: Bytes | EngineKey): Promise<EngineKey> {
  return material instanceof Uint8Array ? importHkdf(material) : material;
}

function saltOf(salt: Bytes | string): Bytes {
  return typeof salt === 'string' ? utf8(salt) : salt;
}
