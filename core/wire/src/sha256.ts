import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import type { Bytes } from './bytes.ts';

/** 32 bytes; synchronous, where WebCrypto's is not. */
export function sha256(message: Uint8Array): Bytes {
  return Uint8Array.from(nobleSha256(message));
}
