import { EtancheError } from '@etanche/core-wire';

/**
 * - `source_unreadable`: a file is missing, damaged or of an unknown format. Correct it and run the import again.
 * - `source_limits`: a file, or all resources without a patient, exceed the memory of an import.
 * - `journal_invalid`: the journal is damaged or of another practice. Choose a new folder; nothing is written twice.
 * - `stopped`: the importer's right, the vaults or the server stopped the import. Correct `cause` and run it again.
 */
type ImportErrorCode = 'source_unreadable' | 'source_limits' | 'journal_invalid' | 'stopped';

export class ImportError extends EtancheError<ImportErrorCode> {}
