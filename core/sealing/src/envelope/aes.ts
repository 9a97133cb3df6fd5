import { concat, type Bytes } from '@etanche/core-wire';
import type { EngineKey } from '../engine/engine.ts';
import { engine } from '../engine/platform-engine.ts';
import { draw, type Random } from './random.ts';
import { cannotOpen } from '../sealing-error.ts';

export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

export async function importAes(raw: Bytes): Promise<EngineKey> {
  return engine.importAes(raw);
}

/** AES-256-GCM under a nonce that the caller never uses twice with this key. */
export async function encrypt(key: EngineKey, nonce: Bytes, aad: Bytes, plaintext: Bytes): Promise<Bytes> {
  return engine.encrypt(key, nonce, aad, plaintext);
}

/** @throws SealingError `cannot_open` */
export async function decrypt(key: EngineKey, nonce: Bytes, aad: Bytes, sealed: Bytes): Promise<Bytes> {
  try {
    return await engine.decrypt(key, nonce, aad, sealed);
  } catch (cause) {
    throw cannotOpen(`${sealed.length} sealed bytes cannot be opened`, cause);
  }
}

/** nonce (12 random bytes) ‖ ciphertext, for keys that seal only a few times. */
export async function sealUnderNonce(key: EngineKey, aad: Bytes, plaintext: Bytes, random: Random): Promise<Bytes> {
  const nonce = draw(random, NONCE_BYTES);
  return concat(nonce, await encrypt(key, nonce, aad, plaintext));
}

/** @throws SealingError `cannot_open` */
export async function openUnderNonce(key: EngineKey, aad: Bytes, sealed: Bytes): Promise<Bytes> {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw cannotOpen(`${sealed.length} sealed bytes are too few`);
  return decrypt(key, sealed.slice(0, NONCE_BYTES), aad, sealed.slice(NONCE_BYTES));
}
