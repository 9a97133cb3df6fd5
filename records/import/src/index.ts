export { ImportError } from './import-error.ts';
export { countImport, type ImportCount } from './count-import.ts';
export { runImport } from './run-import.ts';
export type { ImportRequest } from './import-request.ts';
export type { ImportReport, Refusal } from './report.ts';
export { journalScopes } from './write/journal-scopes.ts';
