export { ImportError, type ImportErrorCode } from './import-error.ts';
export { countImport, type ImportCount } from './count-import.ts';
export { runImport } from './run-import.ts';
export type { ImportRequest, ImportStep } from './import-request.ts';
export type { ImportReport, Refusal, SourcePosition, UnassignedCount } from './report.ts';
export { journalScopes } from './write/journal-scopes.ts';
export type { Validate } from './write/validate-item.ts';
