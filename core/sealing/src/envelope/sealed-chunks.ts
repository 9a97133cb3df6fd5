import { concat, u32, type Bytes } from '@etanche/core-wire';
import type { EngineKey } from '../engine/engine.ts';
import { cannotOpen } from '../sealing-error.ts';
import { decrypt, encrypt, TAG_BYTES } from './aes.ts';
import { chunked } from './chunks.ts';

/** Bytes of plaintext in every chunk but the last, which has 1 to that many (or none, if it is the only one). */
export const CHUNK_BYTES = 64 * 1024;
const MAX_CHUNKS = 2 ** 32;

/** Seals or opens a stream, for `ReadableStream.pipeThrough`. */
export type ByteTransform = TransformStream<Uint8Array, Bytes>;

/** Seals a stream in chunks (docs/protocol.md 7.4). @param key used for this stream only */
export function sealChunks(key: EngineKey, aad: Bytes): ByteTransform {
  return chunked(CHUNK_BYTES, (chunk, i, last) => encrypt(key, nonceOf(i, last), aad, chunk));
}

/**
 * Opens a stream. Each chunk is released after its content and position are authenticated. Only a stream that ends
 * without an error is complete. A stream that is altered, reordered, cut or extended fails with SealingError
 * `cannot_open`.
 */
export function openChunks(key: EngineKey, aad: Bytes): ByteTransform {
  return chunked(CHUNK_BYTES + TAG_BYTES, (chunk, i, last) => {
    if (chunk.length < TAG_BYTES || (chunk.length === TAG_BYTES && i > 0)) throw cannotOpen('sealed stream is cut');
    return decrypt(key, nonceOf(i, last), aad, chunk);
  });
}

/** Sealed size of a stream of `length` bytes. */
export function sealedChunksLength(length: number): number {
  return length + TAG_BYTES * Math.max(1, Math.ceil(length / CHUNK_BYTES));
}

/** 7 zero bytes ‖ the chunk's number ‖ 1 for the last: a chunk opens only at its own position. */
function nonceOf(index: number, last: boolean): Bytes {
  if (index >= MAX_CHUNKS) throw cannotOpen('stream has too many chunks');
  return concat(new Uint8Array(7), u32(index), Uint8Array.of(last ? 1 : 0));
}
