export { ImportError, type ImportErrorCode } from './import-error.ts';
export { countImport, type ImportCount } from './count-import.ts';
export { runImport, type ImportRequest, type ImportStep } from './run-import.ts';
export type { ImportReport, Place, Refused, UnassignedCount } from './report.ts';
export { journalScopes } from './write/journal-scopes.ts';
export type { Validate } from './write/issues-of.ts';
