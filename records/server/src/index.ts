export { type BlobConfig, type IdentityConfig, type RecordsConfig, type RecordsSecrets } from './config.ts';
export { defaults } from './defaults.ts';
export { makeFoundingToken } from './make-founding-token.ts';
export { openApiDocument } from './openapi.ts';
export { readRecordsConfig } from './read-config.ts';
export { RecordsError, type RecordsErrorCode } from './records-error.ts';
export { createRecordsServer, type Overrides, type RecordsServer } from './records-server.ts';
export { migrationsDirectory } from './store/open-store.ts';
