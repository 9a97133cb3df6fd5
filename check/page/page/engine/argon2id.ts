import { argon2id as hashWasmArgon2id } from 'hash-wasm';
import type { Stretch } from '@etanche/core-check-protocol';
import type { Bytes } from '@etanche/core-wire';

/** Argon2id (RFC 9106) with 32 bytes of output, in WebAssembly. */
export async function argon2id(password: Bytes, salt: Bytes, stretch: Stretch): Promise<Bytes> {
  const hash = await hashWasmArgon2id({
    password,
    salt,
    memorySize: stretch.memoryKiB,
    iterations: stretch.passes,
    parallelism: stretch.lanes,
    hashLength: 32,
    outputType: 'binary',
  });
  return Uint8Array.from(hash);
}
