import type { EngineKey } from '../engine/engine.ts';
import { concat, joinFields, labels, type Bytes } from '@etanche/core-wire';
import { decrypt, encrypt, TAG_BYTES } from '../envelope/aes.ts';
import { chunked } from '../envelope/chunks.ts';
import { hkdfAes, importHkdf, u32 } from '../envelope/derive.ts';
import { draw, type Random } from '../envelope/random.ts';
import type { CompartmentKey } from './scope.ts';
import { cannotOpen, requireBytes } from '../sealing-error.ts';

/** Bytes of plaintext in every chunk but the last, which has 1 to that many (or none, if it is the only one). */
export const BINARY_CHUNK_BYTES = 64 * 1024;
const SALT_BYTES = 32;
const MAX_CHUNKS = 2 ** 32;

/** Seals or opens a stream, for `ReadableStream.pipeThrough`. */
export type ByteTransform = TransformStream<Uint8Array, Bytes>;

/** Seals a stream. Store `salt` with it: the key is used for this stream only. @param binary record id */
export async function sealBinary(
  key: CompartmentKey,
  binary: string,
  random: Random,
): Promise<{ readonly salt: Bytes; readonly transform: ByteTransform }> {
  const salt = draw(random, SALT_BYTES);
  const sealer = await prepare(key, binary, salt);
  const transform = chunked(BINARY_CHUNK_BYTES, (chunk, i, last) =>
    encrypt(sealer.key, nonceOf(i, last), sealer.aad, chunk),
  );
  return { salt, transform };
}

/**
 * Opens a stream. Each chunk is released after its content and position are authenticated. Only a stream that ends
 * without an error is complete. A stream that is altered, reordered, cut or extended fails with SealingError
 * `cannot_open`.
 */
export async function openBinary(key: CompartmentKey, binary: string, salt: Bytes): Promise<ByteTransform> {
  if (salt.length !== SALT_BYTES) throw cannotOpen(`salt of ${salt.length} bytes`);
  const opener = await prepare(key, binary, salt);
  return chunked(BINARY_CHUNK_BYTES + TAG_BYTES, (chunk, i, last) => {
    if (chunk.length < TAG_BYTES || (chunk.length === TAG_BYTES && i > 0)) throw cannotOpen('sealed stream is cut');
    return decrypt(opener.key, nonceOf(i, last), opener.aad, chunk);
  });
}

/** Bytes of the secret of a binary that has a key of its own. */
export const BINARY_SECRET_BYTES = 32;

/**
 * The key of a binary that an importer seals (docs/protocol.md 7.4): it derives from a secret in the resource that names the
 * binary, so that only members who open the resource open the binary.
 *
 * @param secret 32 random bytes, drawn for this binary
 */
export async function ownBinaryKey(
  place: Pick<CompartmentKey, 'practice' | 'scope' | 'compartment' | 'epoch'>,
  secret: Bytes,
): Promise<CompartmentKey> {
  requireBytes(secret, BINARY_SECRET_BYTES, 'secret of a binary');
  const { practice, scope, compartment, epoch } = place;
  return { practice, scope, compartment, epoch, key: await importHkdf(secret) };
}

/** Sealed size of a binary of `length` bytes. */
export function sealedBinaryLength(length: number): number {
  return length + TAG_BYTES * Math.max(1, Math.ceil(length / BINARY_CHUNK_BYTES));
}

async function prepare(key: CompartmentKey, binary: string, salt: Bytes): Promise<{ key: EngineKey; aad: Bytes }> {
  requireBytes(salt, SALT_BYTES, 'salt');
  const { practice, scope, compartment, epoch } = key;
  return {
    key: await hkdfAes(key.key, salt, joinFields(labels.binary, binary)),
    aad: joinFields(labels.binary, practice, scope, compartment, binary, u32(epoch)),
  };
}

/** 7 zero bytes ‖ the chunk's number ‖ 1 for the last: a chunk opens only at its own position. */
function nonceOf(index: number, last: boolean): Bytes {
  if (index >= MAX_CHUNKS) throw cannotOpen('binary has too many chunks');
  return concat(new Uint8Array(7), u32(index), Uint8Array.of(last ? 1 : 0));
}
