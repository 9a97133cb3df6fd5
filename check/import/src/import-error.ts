import { EtancheError } from '@etanche/core-wire';

/**
 * - `leak_invalid`: leak.json is malformed; the message names the field. Correct it.
 * - `keys_invalid`: the operator's key file cannot be opened: another passphrase or identity, or a damaged file.
 * - `column_unknown`: leak.json names a column that no file has. Correct it.
 * - `nothing_to_index`: no row has an identifier of an indexed kind. Check the mapping and the rejects file.
 * - `inputs_changed`: this version was started with other files, mapping or settings. Restore them, or raise the
 *   version.
 * - `already_published`: this version is published. Raise the version to publish another.
 * - `work_damaged`: a file of the working directory was altered or truncated. Delete the directory and start again; if
 *   entries were evaluated already, raise the version.
 * - `vaults_unavailable`: too few vaults answered within the allowed time. The same command resumes the import.
 * - `vaults_refused`: the vaults reject this operator, order or manifest; the message gives the reason. Ask their
 *   operators.
 * - `site_unreadable`: a published file cannot be fetched. Check the address, or try again.
 */
type ImportErrorCode =
  | 'leak_invalid'
  | 'keys_invalid'
  | 'column_unknown'
  | 'nothing_to_index'
  | 'inputs_changed'
  | 'already_published'
  | 'work_damaged'
  | 'vaults_unavailable'
  | 'vaults_refused'
  | 'site_unreadable';

export class ImportError extends EtancheError<ImportErrorCode> {}
