import { OprfError } from '@etanche/core-oprf';
import type { Bytes } from '@etanche/core-wire';
import type { SodiumModule } from './sodium-module.ts';

/** ℓ, the order of the group, little-endian. */
const order = Uint8Array.of(
  0xed,
  0xd3,
  0xf5,
  0x5c,
  0x1a,
  0x63,
  0x12,
  0x58,
  0xd6,
  0x9c,
  0xf7,
  0xa2,
  0xde,
  0xf9,
  0xde,
  0x14,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0x10,
);

const scratchBytes = 4096;

/** SHA-512's state in libsodium: eight words, a counter of two words and one block of 128 bytes. */
const stateBytes = 208;

/**
 * Working memory of one engine: two operands, a result, a hash state, and space for a message to hash. It is reserved
 * once for the life of the module; each operation overwrites the secrets that it wrote.
 */
export class SodiumMemory {
  readonly a: number;
  readonly b: number;
  readonly out: number;
  readonly #state: number;
  readonly #scratch: number;
  readonly #sodium: SodiumModule;

  constructor(sodium: SodiumModule) {
    this.#sodium = sodium;
    this.a = sodium._malloc(192 + stateBytes + scratchBytes);
    if (this.a === 0) throw new OprfError('engine_unsafe', 'libsodium has no memory left');
    this.b = this.a + 64;
    this.out = this.a + 128;
    this.#state = this.a + 192;
    this.#scratch = this.#state + stateBytes;
  }

  write(offset: number, bytes: Uint8Array): void {
    this.#sodium.HEAPU8.set(bytes, offset);
  }

  read(offset: number, length: number): Bytes {
    return this.#sodium.HEAPU8.slice(offset, offset + length);
  }

  wipe(offset: number, length: number): void {
    this.#sodium.wipe(offset, length);
  }

  /**
   * libsodium always reads 32 bytes, and 1.0.18 ignores the highest bit of an encoding, so that two encodings would be
   * one element. Both are checked here.
   */
  writeElement(offset: number, element: Uint8Array): void {
    if (!mayBeElement(element)) throw new OprfError('element_invalid', 'an element is 32 bytes below 2^255');
    this.write(offset, element);
  }

  /** Rejects zero and scalars that are not reduced; the comparison takes the same time for every scalar of 32 bytes. */
  writeScalar(offset: number, scalar: Uint8Array): void {
    if (scalar.length !== 32 || !isBelowOrder(scalar) || isZero(scalar)) {
      throw new OprfError('scalar_invalid', 'scalar is zero or not 32 reduced bytes');
    }
    this.write(offset, scalar);
  }

  /** SHA-512. The copies of the message and of the digest are overwritten: a message may be a private input. */
  hash(message: Uint8Array): Bytes {
    if (message.length <= scratchBytes) {
      this.write(this.#scratch, message);
      this.#sodium._crypto_hash_sha512(this.out, this.#scratch, message.length);
    } else this.#hashInPieces(message);
    const digest = this.read(this.out, 64);
    this.wipe(this.#scratch, Math.min(message.length, scratchBytes));
    this.wipe(this.out, 64);
    return digest;
  }

  #hashInPieces(message: Uint8Array): void {
    this.#sodium._crypto_hash_sha512_init(this.#state);
    for (let from = 0; from < message.length; from += scratchBytes) {
      const piece = message.subarray(from, from + scratchBytes);
      this.write(this.#scratch, piece);
      this.#sodium._crypto_hash_sha512_update(this.#state, this.#scratch, piece.length);
    }
    this.#sodium._crypto_hash_sha512_final(this.#state, this.out);
    this.wipe(this.#state, stateBytes);
  }
}

/** The checks of an encoding that not every libsodium makes. The others are libsodium's own. */
export function mayBeElement(bytes: Uint8Array): boolean {
  return bytes.length === 32 && (bytes[31] ?? 0) < 0x80;
}

/** Whether scalar − ℓ borrows, computed over all bytes without a branch. */
function isBelowOrder(scalar: Uint8Array): boolean {
  let borrow = 0;
  for (let i = 0; i < 32; i++) borrow = (((scalar[i] ?? 0) - (order[i] ?? 0) - borrow) >> 8) & 1;
  return borrow === 1;
}

/** Reads every byte, so that the time does not depend on the value. */
export function isZero(bytes: Uint8Array): boolean {
  let union = 0;
  for (let i = 0; i < bytes.length; i++) union |= bytes[i] ?? 0;
  return union === 0;
}
