import type { Bytes } from '@etanche/core-wire';
import type { EngineKey } from '../engine/engine.ts';
import { engine } from '../engine/platform-engine.ts';

/** @param raw copied: the caller may zero it afterwards */
export async function importHmac(raw: Bytes): Promise<EngineKey> {
  return engine.importHmac(raw);
}

/** HMAC-SHA-256, 32 bytes. */
export async function hmac(key: EngineKey, data: Bytes): Promise<Bytes> {
  return engine.hmac(key, data);
}
