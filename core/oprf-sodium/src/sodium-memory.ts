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

/**
 * Working memory inside the WebAssembly module: two operands, a result, and space for a message to hash. It is
 * allocated once for the life of the module; each operation overwrites the secrets that it wrote.
 */
export class SodiumMemory {
  readonly a: number;
  readonly b: number;
  readonly out: number;
  readonly #scratch: number;
  readonly #sodium: SodiumModule;

  constructor(sodium: SodiumModule) {
    this.#sodium = sodium;
    this.a = sodium._malloc(192 + scratchBytes);
    if (this.a === 0) throw new OprfError('engine_unsafe', 'libsodium has no memory left');
    this.b = this.a + 64;
    this.out = this.a + 128;
    this.#scratch = this.a + 192;
  }

  write(pointer: number, bytes: Uint8Array): void {
    this.#sodium.HEAPU8.set(bytes, pointer);
  }

  read(pointer: number, length: number): Bytes {
    return this.#sodium.HEAPU8.slice(pointer, pointer + length);
  }

  wipe(pointer: number, length: number): void {
    this.#sodium.HEAPU8.fill(0, pointer, pointer + length);
  }

  /** libsodium always reads 32 bytes, so the length is checked here. */
  writeElement(pointer: number, element: Uint8Array): void {
    if (element.length !== 32) {
      throw new OprfError('element_invalid', `expected 32 bytes, got ${element.length}`);
    }
    this.write(pointer, element);
  }

  /** Rejects zero and scalars that are not reduced; the comparison takes the same time for every scalar of 32 bytes. */
  writeScalar(pointer: number, scalar: Uint8Array): void {
    if (scalar.length !== 32 || !isBelowOrder(scalar) || isZero(scalar)) {
      throw new OprfError('scalar_invalid', 'scalar is zero or not 32 reduced bytes');
    }
    this.write(pointer, scalar);
  }

  /** Passes a copy of `message` to `use` and overwrites it afterwards: a message to hash may be a private input. */
  withMessage<T>(message: Uint8Array, use: (pointer: number) => T): T {
    const pointer = message.length <= scratchBytes ? this.#scratch : this.#allocate(message.length);
    this.write(pointer, message);
    const result = use(pointer);
    this.wipe(pointer, message.length);
    if (pointer !== this.#scratch) this.#sodium._free(pointer);
    return result;
  }

  #allocate(length: number): number {
    const pointer = this.#sodium._malloc(length);
    if (pointer === 0) throw new OprfError('engine_unsafe', 'libsodium has no memory left');
    return pointer;
  }
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
