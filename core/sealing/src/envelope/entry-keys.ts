import type { EngineKey } from '../engine/engine.ts';
import { toBase64url, type Bytes } from '@etanche/core-wire';
import { importAes } from './aes.ts';
import { hkdf, importHkdf } from './derive.ts';
import { hmac, importHmac } from './mac.ts';

const KEY_BYTES = 32;
const ID_BYTES = 16;

/** The keys of the entries that a device stores: one seals them, the other one names them. */
export type EntryKeys = { readonly key: EngineKey; readonly idKey: EngineKey };

/**
 * Derives both keys from one secret by HKDF, and zeroes the secret and what was derived.
 *
 * @param salt a label
 * @param seal info of the key that seals
 * @param name info of the key that names
 */
export async function deriveEntryKeys(secret: Bytes, salt: string, seal: Bytes, name: Bytes): Promise<EntryKeys> {
  const material = await importHkdf(secret);
  secret.fill(0);
  const [sealing, naming] = await Promise.all([
    hkdf(material, salt, seal, KEY_BYTES),
    hkdf(material, salt, name, KEY_BYTES),
  ]);
  const [key, idKey] = await Promise.all([importAes(sealing), importHmac(naming)]);
  sealing.fill(0);
  naming.fill(0);
  return { key, idKey };
}

/** The first 16 bytes of HMAC-SHA-256, base64url: the id of an entry. */
export async function shortMac(key: EngineKey, data: Bytes): Promise<string> {
  return toBase64url((await hmac(key, data)).slice(0, ID_BYTES));
}
