export { ImportError, type ImportErrorCode } from './import-error.ts';
export {
  defaultCeiling,
  defaultKinds,
  leakFileSchema,
  parseLeakFile,
  type LeakFile,
  type LeakSettings,
} from './leak-file.ts';
export { makeOperatorKeys, openOperatorKeys, type KeyLock, type OperatorKeys } from './operator-keys.ts';
export { argon2id, defaultStretch } from './stretch.ts';
export type { ImportRequest, ImportSource } from './import-request.ts';
export type { Progress, Report, Step } from './progress.ts';
export type { ImportSummary } from './summary.ts';
export { workDirectory, type WorkDirectory } from './work-directory.ts';
export { runImport } from './run-import.ts';
export { isSiteUrl, readPublished, readPublishedTrust, verifyIndex, type VerifiedIndex } from './verify-index.ts';
export { createLookup, type Lookup, type Question } from './verify-sample.ts';
export { sampleQuestions, type SampledRow } from './sample-questions.ts';
export { publishedDirectory, type ReadPublished } from './check-buckets.ts';
export { decryptForOperator } from './decrypt-for-operator.ts';
export { previewRows, type PreviewedRow } from './preview-rows.ts';
