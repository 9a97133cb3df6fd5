import { EtancheError } from '@etanche/core-wire';

/**
 * - `source_unreadable`: a file is missing, is none of the formats, or is damaged; correct it and run again.
 * - `source_limits`: a file, or what no patient owns, is larger than an import holds in memory.
 * - `journal_invalid`: the journal is another practice's or is damaged; begin with a new one, nothing is written twice.
 * - `stopped`: the importer's right, the vaults or the server ended the work; run again when `cause` allows.
 */
export type ImportErrorCode = 'source_unreadable' | 'source_limits' | 'journal_invalid' | 'stopped';

export class ImportError extends EtancheError<ImportErrorCode> {}
