import sodium from 'libsodium-wrappers-sumo';
import { OprfError } from '@etanche/core-oprf';

/**
 * The WebAssembly exports below libsodium's wrapper. The wrapper allocates, copies and frees every argument of a call,
 * which costs a tenth of a multiplication; these use memory that is allocated once. Each returns 0 on success.
 */
export type SodiumModule = {
  /** Memory. It is replaced by a new view when it grows, so read it at each use and never store it. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _crypto_hash_sha512(out: number, message: number, length: number, lengthHigh: number): number;
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

const functions: readonly (keyof SodiumModule)[] = [
  '_malloc',
  '_free',
  '_crypto_hash_sha512',
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

/** @throws OprfError `engine_unsafe` when this build of libsodium lacks an export that we call. */
export async function loadSodiumModule(): Promise<SodiumModule> {
  await sodium.ready;
  const module: unknown = Reflect.get(sodium, 'libsodium');
  if (!isSodiumModule(module)) throw new OprfError('engine_unsafe', 'libsodium lacks ristretto255');
  return module;
}

function isSodiumModule(module: unknown): module is SodiumModule {
  if (typeof module !== 'object' || module === null) return false;
  const memory: unknown = Reflect.get(module, 'HEAPU8');
  return memory instanceof Uint8Array && functions.every((name) => typeof Reflect.get(module, name) === 'function');
}
