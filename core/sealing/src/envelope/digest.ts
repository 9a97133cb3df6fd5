import type { Bytes } from '@etanche/core-wire';
import { engine } from '../engine/platform-engine.ts';

/** SHA-256, 32 bytes. */
export function digest(bytes: Bytes): Bytes | Promise<Bytes> {
  return engine.sha256(bytes);
}
