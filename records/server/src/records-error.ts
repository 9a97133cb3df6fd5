import { EtancheError } from '@etanche/core-wire';

/**
 * The reason for which a records server does not start. Requests are rejected by `Refusal` instead.
 *
 * - `configuration_invalid`: settings contradict each other; the message names them. Correct them.
 * - `row_security_missing`: row-level security would not apply to this login; the message names what is missing.
 * - `key_file_readable_by_others`: a secret file or its directory is open to group or others. `chmod go= <file>`.
 * - `key_file_invalid`: the file has another format. Restore its copy.
 * - `federation_invalid`: the federation file is missing or has another format.
 */
type RecordsErrorCode =
  | 'configuration_invalid'
  | 'row_security_missing'
  | 'key_file_readable_by_others'
  | 'key_file_invalid'
  | 'federation_invalid';

export class RecordsError extends EtancheError<RecordsErrorCode> {}
