import { EtancheError } from '@etanche/core-wire';

/**
 * Why a vault, or a ceremony of its seeds, stops. Refused requests use `Refusal` instead.
 *
 * - `configuration_invalid`: settings contradict each other; the message names them. Correct them.
 * - `seed_file_readable_by_others`: group or others can access a secret file or its directory. Run `chmod go= <file>`,
 *   and find out who could read it: if anyone else could, replace the seeds.
 * - `seed_file_missing`, `seed_file_invalid`: the file does not exist or is malformed.
 * - `seeds_incomplete`: some required seeds are missing. Import them from their other holders.
 * - `seeds_excess`: the file contains seeds that this vault must not have. Find out how they got there.
 * - `seed_conflict`: two different seeds for one set of holders. Compare fingerprints, and restart the ceremony.
 * - `signing_key_missing`, `signing_key_invalid`: see `etanche vault seeds make`.
 * - `package_refused`: a seed package is not for this vault, not from the named vault, or incomplete.
 * - `already_made`: the ceremony's step was done before; nothing is overwritten.
 * - `ceremony_invalid`: the parameters of the ceremony contradict each other.
 * - `store_of_another_vault`: the database belongs to another vault, or to this one with another signing key; the
 *   message
 *   names both, and nothing was written. Correct `DATABASE_URL`; docs/operate.md explains the remedy for a lost key.
 * - `store_unavailable`: the database cannot be reached or used.
 */
export type VaultErrorCode =
  | 'configuration_invalid'
  | 'seed_file_readable_by_others'
  | 'seed_file_missing'
  | 'seed_file_invalid'
  | 'seeds_incomplete'
  | 'seeds_excess'
  | 'seed_conflict'
  | 'signing_key_missing'
  | 'signing_key_invalid'
  | 'package_refused'
  | 'already_made'
  | 'ceremony_invalid'
  | 'store_of_another_vault'
  | 'store_unavailable';

export class VaultError extends EtancheError<VaultErrorCode> {}
