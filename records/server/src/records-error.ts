import { EtancheError } from '@etanche/core-wire';

/**
 * Why a records server does not start. Requests are refused by `Refusal` instead.
 *
 * - `configuration_invalid`: settings contradict each other; the message names them. Correct them.
 * - `row_security_missing`: row-level security would not apply to this login; the message names what is missing.
 * - `key_file_readable_by_others`: a secret file or its directory is open to group or others. `chmod go= <file>`.
 * - `key_file_invalid`: the file is not one of ours. Restore its copy.
 * - `federation_invalid`: the federation file is not there or not one of ours.
 */
export type RecordsErrorCode =
  | 'configuration_invalid'
  | 'row_security_missing'
  | 'key_file_readable_by_others'
  | 'key_file_invalid'
  | 'federation_invalid';

export class RecordsError extends EtancheError<RecordsErrorCode> {}
