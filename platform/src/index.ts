export { EmbeddedPostgres } from './embedded-postgres.ts';
export { readEnvironment, type EnvironmentOf, type EnvironmentSchema } from './environment.ts';
export { DirectoryLock } from './lock-directory.ts';
export { PlatformError, type PlatformErrorCode } from './platform-error.ts';
export { Secret } from './secret.ts';
export * as setting from './setting.ts';
export type { Reading, Setting } from './setting.ts';
