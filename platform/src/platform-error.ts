import { EtancheError } from '@etanche/core-wire';

type PlatformErrorCode =
  | 'configuration_invalid'
  | 'database_unavailable_on_platform'
  | 'database_start_failed'
  | 'database_stop_failed'
  | 'migrations_invalid'
  | 'migration_changed'
  | 'migration_failed'
  | 'schema_newer'
  | 'directory_locked'
  | 'address_unavailable'
  | 'memory_exposed'
  | 'private_file_open'
  | 'document_unreadable'
  | 'block_invalid';

/** Errors of the modules shared by the servers. */
export class PlatformError extends EtancheError<PlatformErrorCode> {}
