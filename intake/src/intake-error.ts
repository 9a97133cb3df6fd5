import { EtancheError } from '@etanche/core-wire';

/**
 * - `file_unreadable`: the path cannot be opened or read; check the path and the rights.
 * - `file_empty`: there is no byte or no record to read.
 * - `format_unsupported`: recognised but not supported (xls, 7z, rar, a Parquet codec); convert the file.
 * - `format_unknown`: not recognised; state the separator, or convert the file.
 * - `compression_damaged`: the gzip or zip data ends early or fails its checksum; get an intact copy.
 * - `archive_encrypted`: the zip has a password; extract it on an encrypted disk, or get one without.
 * - `source_changed`: the file no longer matches its description; describe it again.
 * - `source_damaged`: the structure (zip, Excel, Parquet, JSON, SQL) is damaged.
 * - `source_limits`: more columns, tables, shared texts or expansion than a limit allows; the message names the limit.
 *   Convert the file or remove unrelated parts.
 * - `table_unknown`: the file has no table, sheet or member of that name.
 * - `mapping_invalid`: the mapping file is malformed.
 * - `mapping_incomplete`: a column of the source has no role in the mapping.
 * - `mapping_mismatch`: the mapping's columns are not those of the source.
 * - `mapping_dates_unclear`: two orders of day and month fit the dates of a column; state the order in the mapping.
 * - `mapping_role_unknown`: a role or a category that does not exist.
 */
export type IntakeErrorCode =
  | 'file_unreadable'
  | 'file_empty'
  | 'format_unsupported'
  | 'format_unknown'
  | 'compression_damaged'
  | 'archive_encrypted'
  | 'source_changed'
  | 'source_damaged'
  | 'source_limits'
  | 'table_unknown'
  | 'mapping_invalid'
  | 'mapping_incomplete'
  | 'mapping_mismatch'
  | 'mapping_dates_unclear'
  | 'mapping_role_unknown';

export class IntakeError extends EtancheError<IntakeErrorCode> {}
