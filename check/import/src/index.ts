export { ImportError, type ImportErrorCode } from './import-error.ts';
export { parseLeakFile, type LeakFile, type LeakSettings } from './read/leak-file.ts';
export { makeOperatorKeys, openOperatorKeys, type KeyLock, type OperatorKeys } from './operator/operator-keys.ts';
export { argon2id, defaultStretch } from './evaluate/stretch.ts';
export type { ImportRequest, ImportSource } from './import-request.ts';
export type { Progress, Report, Step } from './progress.ts';
export type { ImportSummary } from './summary.ts';
export { workDirectory, type WorkDirectory } from './work-directory.ts';
export { runImport } from './run-import.ts';
export {
  isSiteUrl,
  readPublished,
  readPublishedTrust,
  verifyIndex,
  type VerifiedIndex,
} from './publish/verify-index.ts';
export { createLookup, type Lookup, type Question } from './publish/verify-sample.ts';
export { sampleQuestions, type SampledRow } from './read/sample-questions.ts';
export { publishedDirectory, type ReadPublished } from './publish/check-buckets.ts';
export { decryptForOperator } from './operator/decrypt-for-operator.ts';
export { previewRows, type PreviewedRow } from './read/preview-rows.ts';
