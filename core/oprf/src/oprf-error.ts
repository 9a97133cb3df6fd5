import { EtancheError } from '@etanche/core-wire';

/**
 * - `element_invalid`: not a canonical ristretto255 encoding, or the identity; never retry with the same bytes.
 * - `scalar_invalid`: not 32 bytes, not reduced, or zero; never retry with the same bytes.
 * - `input_invalid`: a private input is longer than 65,535 bytes, or lists differ in length; the caller is wrong.
 * - `random_invalid`: the random source returned the wrong number of bytes; stop using it.
 * - `seeds_invalid`: the seeds are not exactly those that this vault holds; repair the vault's seed file.
 * - `key_set_inconsistent`: the shares do not lie on one polynomial; reject the key set and notify its operators.
 * - `engine_unsafe`: a long-lived secret was about to be used with an engine that is not constant-time, or an engine
 *   computes wrongly; use another one.
 * - `engine_unavailable`: the native engine was not built, was built for other sources, another Node or another
 *   libsodium, or this machine lacks what it needs; the message names it. Build it, or use WebAssembly.
 * - `engine_not_built`: the C compiler rejected the source of the native engine; report it, and use WebAssembly.
 * - `engine_altered`: the file of the native engine is not the one that was built, or another user may change it. Find
 *   out why, then build it again.
 */
export type OprfErrorCode =
  | 'element_invalid'
  | 'scalar_invalid'
  | 'input_invalid'
  | 'random_invalid'
  | 'seeds_invalid'
  | 'key_set_inconsistent'
  | 'engine_unsafe'
  | 'engine_unavailable'
  | 'engine_not_built'
  | 'engine_altered';

export class OprfError extends EtancheError<OprfErrorCode> {}
