/**
 * The functions of libsodium that this room calls, on memory in which operands are placed by their offsets. Each
 * `crypto_` function has the operands of libsodium's C function and returns 0 on success.
 */
export type SodiumModule = {
  /** Memory. It is replaced by a new view when it grows, so read it at each use and never store it. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  /** Reserves memory for the life of the module. @returns its offset, or 0 if there is none left */
  _malloc(bytes: number): number;
  /** Overwrites memory with zeros. */
  wipe(offset: number, length: number): void;
} & SodiumFunctions;

export type SodiumFunctions = {
  _crypto_hash_sha512(out: number, message: number, length: number): number;
  _crypto_hash_sha512_init(state: number): number;
  _crypto_hash_sha512_update(state: number, message: number, length: number): number;
  _crypto_hash_sha512_final(state: number, out: number): number;
  _crypto_core_ristretto255_is_valid_point(element: number): number;
  _crypto_core_ristretto255_from_hash(element: number, hash: number): number;
  _crypto_core_ristretto255_add(out: number, a: number, b: number): number;
  _crypto_core_ristretto255_sub(out: number, a: number, b: number): number;
  _crypto_scalarmult_ristretto255(out: number, scalar: number, element: number): number;
  _crypto_scalarmult_ristretto255_base(out: number, scalar: number): number;
  _crypto_core_ristretto255_scalar_reduce(out: number, wide: number): void;
  _crypto_core_ristretto255_scalar_add(out: number, a: number, b: number): void;
  _crypto_core_ristretto255_scalar_sub(out: number, a: number, b: number): void;
  _crypto_core_ristretto255_scalar_mul(out: number, a: number, b: number): void;
};

const functions: readonly (keyof SodiumFunctions)[] = [
  '_crypto_hash_sha512',
  '_crypto_hash_sha512_init',
  '_crypto_hash_sha512_update',
  '_crypto_hash_sha512_final',
  '_crypto_core_ristretto255_is_valid_point',
  '_crypto_core_ristretto255_from_hash',
  '_crypto_core_ristretto255_add',
  '_crypto_core_ristretto255_sub',
  '_crypto_scalarmult_ristretto255',
  '_crypto_scalarmult_ristretto255_base',
  '_crypto_core_ristretto255_scalar_reduce',
  '_crypto_core_ristretto255_scalar_add',
  '_crypto_core_ristretto255_scalar_sub',
  '_crypto_core_ristretto255_scalar_mul',
];

/** Whether an object has every function that this room calls. */
export function hasSodiumFunctions(candidate: object): candidate is SodiumFunctions {
  return functions.every((name) => typeof Reflect.get(candidate, name) === 'function');
}
